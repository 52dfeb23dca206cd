import { createLogger } from '../../src/runtime/service/log.ts'
import { countLine } from '../../src/runtime/nodes/counting/count-line.ts'
import { track } from '../../src/runtime/nodes/tracking/track.ts'
import { motion } from '../../src/runtime/nodes/vision/motion.ts'
import type { Item } from '../../src/runtime/pipeline/item.ts'
import type { Node, NodeContext } from '../../src/runtime/pipeline/node.ts'
import type { Timed } from './pictures.ts'

export interface Settings {
  motion?: Partial<Record<'width' | 'threshold' | 'adapt' | 'keep' | 'least' | 'gap', number>>
  track?: Partial<Record<'lost' | 'confirm', number>>
  count?: Partial<Record<'hysteresis' | 'moved', number>>
}

export interface Crossing {
  readonly frame: number
  readonly direction: 'in' | 'out'
  readonly trackId: number
}

export const DEFAULTS = {
  motion: { width: 320, threshold: 22, adapt: 4000, keep: 60_000, least: 0.0008, gap: 0.03 },
  track: { lost: 2000, confirm: 200 },
  count: { hysteresis: 0.015, moved: 0.5 },
}

const context = {
  id: 'bench',
  log: createLogger(() => {}),
  event: (type: string, frame: { index: number }, data: Record<string, unknown>) => ({
    type,
    frame: frame.index,
    data,
  }),
} as unknown as NodeContext

export type Look = (item: Item) => void

/** A line's two points: x1, y1, x2, y2. */
export type Four = readonly [number, number, number, number]

/** Runs `motion ! track ! count-line` over pictures; in order. */
export const countCrossings = async (
  pictures: Iterable<Timed>,
  line: Four,
  settings: Settings = {},
  look: Look = () => {},
): Promise<Crossing[]> => {
  const [x1, y1, x2, y2] = line
  const nodes: Node[] = [
    await motion.open({ ...DEFAULTS.motion, ...settings.motion, width: 320 }, context),
    await track.open(
      { method: 'gaze', high: undefined, low: undefined, ...DEFAULTS.track, ...settings.track },
      context,
    ),
    await countLine.open(
      {
        name: 'door',
        anchor: 'centre',
        direction: 'both',
        classes: undefined,
        line: { x1, y1, x2, y2 },
        ...DEFAULTS.count,
        ...settings.count,
      },
      context,
    ),
  ]
  const crossings: Crossing[] = []
  let index = 0
  for (const { grey, captureNs } of pictures) {
    let item: Item = {
      frame: {
        index,
        captureNs,
        width: grey.width,
        height: grey.height,
        grey: () => grey,
        rgb: () => {
          throw new Error('there is no colour in it')
        },
        jpeg: () => grey.data,
        picture: () => undefined,
        release() {},
      },
    }
    for (const node of nodes) {
      await node.process(item, (next) => {
        item = next
      })
    }
    look(item)
    for (const event of item.events ?? []) {
      const { direction, trackId } = event.data as unknown as Crossing
      crossings.push({ frame: index, direction, trackId })
    }
    index++
  }
  return crossings
}
