import type { StreamView } from '../../src/runtime/control/streams/view.ts'
import type { Camera } from './cameras.ts'
import type { Crossings } from './tally.ts'

export interface Verdict {
  readonly lines: readonly string[]
  readonly right: boolean
}

const countVerdict = (camera: Camera, seen: Crossings): Verdict => {
  const right = seen.in === camera.truth.in && seen.out === camera.truth.out
  const counted = `counted ${seen.in} in, ${seen.out} out`
  const truth = `truth ${camera.truth.in} in, ${camera.truth.out} out`
  return { lines: [`  ${camera.name.padEnd(8)} ${counted}; ${truth}: ${right ? 'right' : 'WRONG'}`], right }
}

const ledgerVerdict = ({ name, ledger }: StreamView): Verdict => {
  const { captured, processed, inFlight, dropped } = ledger
  const lost = Object.values(dropped).reduce((total, count) => total + count, 0)
  const reasons = Object.entries(dropped).map(([reason, count]) => `${reason} ${count}`)
  const why = reasons.length > 0 ? ` (${reasons.join(', ')})` : ''
  const right = captured > 0 && captured === processed + inFlight + lost
  const sum = `captured ${captured} = processed ${processed} + in flight ${inFlight} + dropped ${lost}${why}`
  return { lines: [`  ${name.padEnd(8)} ${sum}: ${right ? 'balances' : 'DOES NOT BALANCE'}`], right }
}

/** Compares what was counted with what really happened, and adds up the ledger. */
export const judge = (
  cameras: readonly Camera[],
  streams: readonly StreamView[],
  crossings: ReadonlyMap<string, Crossings>,
): Verdict => {
  const counts = cameras.map((camera) =>
    countVerdict(camera, crossings.get(camera.name) ?? { events: 0, in: 0, out: 0 }),
  )
  const ledgers = streams.map(ledgerVerdict)
  return {
    lines: [
      ...['Counts against the truth of the scenes:', ...counts.flatMap(({ lines }) => lines)],
      ...['Ledger, frame by frame:', ...ledgers.flatMap(({ lines }) => lines)],
    ],
    right: streams.length === cameras.length && [...counts, ...ledgers].every((verdict) => verdict.right),
  }
}
