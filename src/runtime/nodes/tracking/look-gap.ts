import type { Item } from '../../pipeline/item.ts'
import type { NodeContext } from '../../pipeline/node.ts'

interface LookGapContext {
  readonly log: Pick<NodeContext['log'], 'warn'>
  readonly report: NodeContext['report']
}

/**
 * Seconds after which somebody who walks (1.4 m/s, half a metre wide) no longer overlaps where he was, so that boxes are
 * matched by luck. On clips counts are exact to here, and half is missed at 1 s.
 */
const MOST = 0.5
/** A single long gap is a camera that hung. */
const IN_A_ROW = 3

/** Says once, in the log and for `stream why`, when looks are too far apart to follow what moves. */
export const createLookGap = (context: LookGapContext): ((item: Item) => void) => {
  let last: bigint | undefined
  let long = 0
  let told = false
  return ({ frame: { captureNs }, detections }) => {
    if (detections === undefined || told) return
    const gap = last === undefined ? 0 : Number(captureNs - last) / 1e9
    last = captureNs
    // What a clock or a source makes of two times of the same length may differ by some of its ticks.
    long = gap > 1.1 * MOST ? long + 1 : 0
    if (long < IN_A_ROW) return
    told = true
    const words = `${gap.toFixed(1)} s lie between two looks, and what moves is followed over ${MOST} s at most: counts may be too low; look more often (every=), or have more pictures a second`
    context.log.warn(words)
    context.report({ state: 'ok', message: words })
  }
}
