import type { StreamView } from '../../src/runtime/control/streams/view.ts'
import type { Crossings } from './tally.ts'

const WIDTHS = [10, 11, 8, 6, 9, 8, 5, 5]
const HEADER = ['STREAM', 'PHASE', 'FRAMES', 'FPS', 'DROPPED', 'EVENTS', 'IN', 'OUT']

const row = (cells: readonly (string | number)[]): string =>
  cells
    .map((cell, i) => String(cell).padEnd(WIDTHS[i] ?? 0))
    .join('')
    .trimEnd()

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0)

/** Shows the streams again and again: in place at a terminal, else as new lines every few seconds. */
export const createLiveTable = (out: NodeJS.WriteStream) => {
  const started = Date.now()
  let before = new Map<string, { frames: number; at: number }>()
  let drawn = 0
  let lastPlain = 0

  const fps = (stream: StreamView, at: number): string => {
    const last = before.get(stream.name)
    if (last === undefined || at === last.at) return '-'
    return (((stream.ledger.processed - last.frames) * 1000) / (at - last.at)).toFixed(1)
  }

  return (streams: readonly StreamView[], crossings: ReadonlyMap<string, Crossings>): void => {
    const at = Date.now()
    if (out.isTTY !== true && at - lastPlain < 4000) return
    const lines = streams.map((stream) => {
      const { processed, dropped } = stream.ledger
      const { events, in: entered, out: left } = crossings.get(stream.name) ?? { events: 0, in: 0, out: 0 }
      return row([stream.name, stream.phase, processed, fps(stream, at), sum(dropped), events, entered, left])
    })
    before = new Map(streams.map((stream) => [stream.name, { frames: stream.ledger.processed, at }]))
    lastPlain = at
    const seconds = `${((at - started) / 1000).toFixed(0)} s`
    if (out.isTTY !== true) out.write(`${[`[${seconds}]`, row(HEADER), ...lines].join('\n')}\n`)
    else {
      const back = drawn > 0 ? `\x1b[${drawn}A\x1b[J` : ''
      out.write(`${back}${[row(HEADER), ...lines, `${seconds}`].join('\n')}\n`)
      drawn = lines.length + 2
    }
  }
}
