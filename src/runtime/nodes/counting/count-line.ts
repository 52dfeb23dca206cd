import type { Overlay } from '../../pipeline/item.ts'
import { defineNode } from '../../pipeline/node.ts'
import { described } from '../described.ts'
import type { Crossing, Direction } from './line-counter.ts'
import { anchorParam, classesParam, hysteresisParam } from './params.ts'

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
      ...anchorParam,
      summary: 'The point of a box that has to cross: its centre, or the middle of its bottom edge.',
    },
    classes: classesParam,
    direction: {
      type: 'enum',
      values: ['both', 'in', 'out'],
      default: 'both',
      summary: 'Which crossings become events; the totals count both.',
    },
    hysteresis: {
      ...hysteresisParam,
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
    const { isAlongBorder } = await import('./line-side.ts')
    const counter = createLineCounter(params)
    if (isAlongBorder(params.line, params.hysteresis))
      context.log.warn(
        `the line ${params.name} lies on the border of the picture, behind which hardly anything is seen: move it inwards`,
      )
    const totals = { in: 0, out: 0 }
    const { name, line, classes } = params
    const counts = ({ track }: Crossing): boolean => classes === undefined || classes.includes(track.class)
    return {
      process(item, emit) {
        const { frame, tracks = [], events = [], overlays = [] } = item
        const crossings = counter.look(tracks, frame.width / frame.height).filter(counts)
        const made = crossings.flatMap((crossing) => {
          totals[crossing.direction]++
          if (params.direction !== 'both' && params.direction !== crossing.direction) return []
          return [context.event('gaze.line.crossed', frame, dataOf(name, crossing, totals))]
        })
        const overlay: Overlay = { kind: 'line', name, line, totals: { ...totals } }
        return emit({
          ...item,
          ...(made.length > 0 && { events: [...events, ...made] }),
          overlays: [...overlays, overlay],
        })
      },
      close() {},
    }
  },
})

const dataOf = (
  line: string,
  { track, direction }: Crossing,
  totals: Readonly<Record<Direction, number>>,
): Record<string, unknown> => ({ line, direction, ...described(track), totals: { ...totals } })
