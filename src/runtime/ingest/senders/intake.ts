import { dropAtOnce } from '../../ledger/tally.ts'
import { looksLikeJpeg } from '../lanes/frame.ts'
import { acceptFrame, type Lane } from '../lanes/lane.ts'
import { countMissing, type Lanes } from '../lanes/lanes.ts'
import { KEY_BYTES } from '../../wire/ingest-protocol.ts'
import type { Outcome } from '../../wire/receive.ts'
import { parseSenderHeader } from './sender-header.ts'
import { missingBefore } from './sequence.ts'
import { maskKey, type Strays } from './strays.ts'

interface IntakeContext {
  readonly lanes: Lanes
  readonly strays: Strays
  /** Unix milliseconds from which on this run counts; what was heard before belongs to an earlier run. */
  readonly startedAt: number
  /** The earlier run ended by a crash, so that a sender's gap over it is `lost-in-crash`. */
  readonly afterCrash: boolean
  now(): number
}

/** Takes one message of a sender: finds its stream and gives it in, or counts why not. Never throws. */
export const createIntake = (context: IntakeContext): ((parts: readonly Buffer[]) => Outcome) => {
  const { lanes, strays, now } = context

  const laneOf = (key: string): Lane | undefined => {
    const lane = lanes.byKey(key)
    if (lane === undefined) strays.count('unknown-key', `key ${maskKey(key)}`)
    return lane
  }

  const stray = (detail: string): Outcome => {
    strays.count('malformed', detail)
    return 'vain'
  }

  const v0 = (message: Buffer): Outcome => {
    if (message.length < KEY_BYTES) return stray(`${message.length} bytes, too short for a key`)
    const lane = laneOf(message.toString('latin1', 0, KEY_BYTES))
    if (lane === undefined) return 'vain'
    const payload = message.subarray(KEY_BYTES)
    if (!looksLikeJpeg(payload)) return reject(lane, 'malformed')
    const arrivedAt = now()
    const seq = lane.v0Seq
    lane.v0Seq += 1
    return acceptFrame(lane, {
      payload,
      seq,
      captureNs: `${arrivedAt}000000`,
      codec: 'jpeg',
      width: undefined,
      height: undefined,
      arrivedAt,
    })
  }

  const v1 = (key: Buffer, headerBytes: Buffer, payload: Buffer): Outcome => {
    if (key.length !== KEY_BYTES) return stray(`a key of ${key.length} bytes`)
    const lane = laneOf(key.toString('latin1', 0, KEY_BYTES))
    if (lane === undefined) return 'vain'
    const header = parseSenderHeader(headerBytes)
    if (header === undefined) return reject(lane, 'malformed', 'a header that is not one')
    const arrivedAt = now()
    const before = lane.runs[0]?.at ?? arrivedAt
    const missing = missingBefore(lane.runs, header.seq, arrivedAt)
    const inCrash = context.afterCrash && before < context.startedAt
    if (missing > 0) countMissing(lane, missing, inCrash ? 'lost-in-crash' : 'lost-before-ingest')
    if (header.codec !== 'jpeg') return reject(lane, 'unsupported-codec', `codec ${header.codec}`)
    if (!looksLikeJpeg(payload)) return reject(lane, 'malformed')
    const { seq, captureNs, codec, width, height } = header
    return acceptFrame(lane, { payload, seq, captureNs, codec, width, height, arrivedAt })
  }

  const reject = (lane: Lane, reason: string, detail = 'not a JPEG'): Outcome => {
    lane.lastFrameAt = now()
    lane.arrived += 1
    dropAtOnce(lane.tally, reason)
    strays.note('malformed', `stream ${lane.stream}: ${detail}`)
    return 'vain'
  }

  return (parts) => {
    if (parts.length === 1) return v0(parts[0]!)
    if (parts.length === 3) return v1(parts[0]!, parts[1]!, parts[2]!)
    return stray(`${parts.length} parts`)
  }
}
