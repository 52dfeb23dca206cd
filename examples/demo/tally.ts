import type { Readable } from 'node:stream'
import { createInterface } from 'node:readline'
import type { GazeEvent } from '../../src/runtime/wire/event.ts'

export interface Crossings {
  events: number
  in: number
  out: number
}

/** Counts crossings by stream from the lines of `gaze output tail --json`, as they come. */
export const tallyCrossings = (lines: Readable): ReadonlyMap<string, Crossings> => {
  const counts = new Map<string, Crossings>()
  createInterface({ input: lines }).on('line', (line) => {
    const event = JSON.parse(line) as GazeEvent
    const stream = event.source.slice('/gaze/streams/'.length)
    const count = counts.get(stream) ?? { events: 0, in: 0, out: 0 }
    counts.set(stream, count)
    count.events++
    if (event.type !== 'gaze.line.crossed') return
    if (event.data.direction === 'in') count.in++
    else count.out++
  })
  return counts
}
