import { onPicture } from '../../pipeline/box.ts'
import type { Track } from '../../pipeline/item.ts'
import { defineNode } from '../../pipeline/node.ts'
import type { Direction } from './line-counter.ts'

export const countLine = defineNode({
  name: 'count-line',
  summary: 'Counts what crosses a line, by direction; each crossing is an event gaze.line.crossed.',
  params: {
    name: { type: 'string', positional: true, default: 'line', summary: "The line's name in its events." },
    line: {
      type: 'line',
      required: true,
      summary:
        'From x1,y1 to x2,y2 (0-1 of the picture). `in` is from the left-hand to the right-hand side of somebody who looks from the first point to the second.',
    },
    anchor: {
      type: 'enum',
      values: ['centre', 'bottom'],
      default: 'centre',
      summary: 'The point of a box that has to cross: its centre, or the middle of its bottom edge.',
    },
    direction: {
      type: 'enum',
      values: ['both', 'in', 'out'],
      default: 'both',
      summary: 'Which crossings become events; the totals count both.',
    },
    hysteresis: {
      type: 'number',
      unit: 'of the longer side',
      default: 0.015,
      min: 0,
      max: 0.5,
      summary:
        'How far behind the line it must be to have crossed, so that trembling on the line counts once.',
    },
    moved: {
      type: 'number',
      unit: 'own sizes',
      default: 0.5,
      min: 0,
      max: 10,
      summary: 'How far it must have come since it was first seen; what only changes in place never counts.',
    },
  },
  takes: ['tracks'],
  gives: ['events'],
  memory: true,
  async open(params, context) {
    const { createLineCounter } = await import('./line-counter.ts')
    const counter = createLineCounter(params)
    const totals = { in: 0, out: 0 }
    return {
      process(item, emit) {
        const crossings = counter.look(item.tracks ?? [], item.frame.width / item.frame.height)
        const events = crossings.flatMap(({ track, direction }) => {
          totals[direction]++
          if (params.direction !== 'both' && params.direction !== direction) return []
          return [
            context.event('gaze.line.crossed', item.frame, crossing(params.name, track, direction, totals)),
          ]
        })
        return emit(events.length > 0 ? { ...item, events: [...(item.events ?? []), ...events] } : item)
      },
      close() {},
    }
  },
})

const crossing = (
  line: string,
  track: Track,
  direction: Direction,
  totals: Readonly<Record<Direction, number>>,
): Record<string, unknown> => ({
  line,
  direction,
  class: track.class,
  trackId: track.trackId,
  box: onPicture(track.box).map((value) => Math.round(value * 1e4) / 1e4),
  ...(track.score === undefined ? {} : { score: track.score }),
  totals: { ...totals },
})
