import { formatDuration } from '../../duration.ts'
import { GazeError, isGazeError } from '../../errors.ts'
import type { Records } from '../../records/store.ts'
import type { Stream } from '../../records/types.ts'
import { pause } from '../../service/pause.ts'
import { requireRecord } from '../not-found.ts'
import type { Absence, Site } from '../site.ts'
import { createAbsenceWatch } from './lasting-absence.ts'
import type { WaitOptions } from './wait.ts'

const LOOK_MS = { local: 100, kubernetes: 250 } as const

/** Removes the record and the secrets; its pods end after that. False when somebody else has removed it. */
export const removeStream = async (records: Records, seen: Stream): Promise<boolean> => {
  for (;;) {
    const now = await records.streams.get(seen.name)
    if (now === undefined) return false
    if (now.generation !== seen.generation || now.createdAt !== seen.createdAt)
      throw new GazeError(
        'CONFLICT',
        `Stream "${seen.name}" was changed by somebody else meanwhile; it was not removed`,
        {
          hint: `Look at it (gaze stream show ${seen.name}), then repeat the command`,
        },
      )
    try {
      const removed = await records.streams.remove(seen.name, now.revision)
      await records.secrets.remove(seen.name)
      return removed
    } catch (error) {
      // Its status was written in between: look again.
      if (!isGazeError(error, 'CONFLICT')) throw error
    }
  }
}

/** @throws GazeError STREAM_NOT_FOUND */
export const removableStream = (records: Records, name: string): Promise<Stream> =>
  requireRecord('stream', records.streams, name)

const podsStay = (name: string, pods: string, absence: Absence): GazeError =>
  new GazeError('NOT_RUNNING', `Stream "${name}" is removed, but nothing ends its pods`, {
    why: `${absence.what.charAt(0).toUpperCase()}${absence.what.slice(1)}; still there: ${pods}`,
    hint: `${absence.next}; they end when it is back`,
    details: { stream: name },
  })

/**
 * Waits until no pod of a removed stream is left; without a stack there is none.
 * @throws GazeError TIMEOUT, NOT_RUNNING where pods go on without what would end them; the reason of `signal`.
 */
export const waitForNoPods = async (
  site: Site,
  name: string,
  { timeoutMs, signal, say, stopped }: WaitOptions,
): Promise<void> => {
  const deadline = performance.now() + timeoutMs
  const lasts = createAbsenceWatch()
  for (;;) {
    const absence = await site.absence()
    if (absence?.podsRun === false) return
    const left = (await site.records.pods.list()).filter((pod) => pod.stream === name)
    if (left.length === 0) return
    const names = left.map((pod) => pod.name).join(', ')
    if (lasts(absence)) throw podsStay(name, names, absence)
    if (performance.now() >= deadline)
      throw new GazeError('TIMEOUT', `Pods of "${name}" did not end within ${formatDuration(timeoutMs)}`, {
        why: `Last seen: ${names}`,
        hint: 'gaze status shows what runs; the stream itself is removed',
      })
    say(`Waiting for the end of ${names}`)
    await pause(LOOK_MS[site.kind], signal)
    if (signal.aborted) {
      stopped(`Stopped waiting for the end of ${names}; stream "${name}" is removed`)
      throw signal.reason
    }
  }
}
