import type { Detection, Item, Overlay, Track } from '../../../pipeline/item.ts'
import { AMBER, colourOfName, colourOfNumber } from './colours.ts'
import type { Pen } from './pen.ts'
import type { Colour, Spot } from './surface.ts'
import type { Trails } from './trails.ts'

export interface PaintOptions {
  readonly what: ReadonlySet<string>
  readonly label: readonly string[]
  readonly colour: string
}

const isTrack = (detection: Detection): detection is Track => 'trackId' in detection

const colourOf = (detection: Detection, { colour }: PaintOptions): Colour =>
  colour === 'track' && isTrack(detection) ? colourOfNumber(detection.trackId) : colourOfName(detection.class)

/** The whole label, and shorter ones for where there is no room: what is asked for, less the score, and the number alone. */
const textsOf = (detection: Detection, label: readonly string[]): string[] => {
  const shorter = label.filter((word) => word !== 'score')
  const number = isTrack(detection) && label.includes('id') ? ['id'] : shorter
  const texts = [label, shorter, number].map((words) => wordsOf(detection, words))
  return [...new Set(texts)].filter((text) => text !== '')
}

const wordsOf = (detection: Detection, label: readonly string[]): string => {
  const words: Readonly<Record<string, string>> = {
    class: detection.class,
    score: detection.score === undefined ? '' : `${Math.round(detection.score * 100)}%`,
    id: isTrack(detection) ? `#${detection.trackId}` : '',
  }
  return label
    .map((word) => words[word] ?? '')
    .filter((word) => word !== '')
    .join(' ')
}

/** Those that were looked for and not found are paler. */
const opacityOf = (detection: Detection): number =>
  isTrack(detection) && detection.coasting && !detection.carried ? 0.4 : 1

/** A short arrow from the middle of a line to where `in` is. */
const paintDirection = (
  pen: Pen,
  { x1, y1, x2, y2 }: Extract<Overlay, { kind: 'line' }>['line'],
  aspect: number,
): void => {
  const [dx, dy] = [(x2 - x1) * aspect, y2 - y1]
  const length = Math.hypot(dx, dy)
  const step = Math.min(0.06, length / 4)
  const [middleX, middleY] = [(x1 + x2) / 2, (y1 + y2) / 2]
  const tip: Spot = [middleX - (dy / length) * (step / aspect), middleY + (dx / length) * step]
  pen.path([[middleX, middleY], tip], AMBER)
  pen.dot(tip, AMBER)
}

const paintOverlay = (pen: Pen, overlay: Overlay, aspect: number, { what }: PaintOptions): void => {
  if (overlay.kind === 'line' && what.has('lines')) {
    pen.path(cornersOf(overlay), AMBER)
    paintDirection(pen, overlay.line, aspect)
  }
  if (overlay.kind === 'zone' && what.has('zones')) {
    const corners = cornersOf(overlay)
    pen.area(corners, AMBER, overlay.occupancy > 0 ? 0.25 : 0.1)
    pen.path([...corners, corners[0]!], AMBER)
  }
}

const cornersOf = (overlay: Overlay): Spot[] =>
  overlay.kind === 'zone'
    ? overlay.polygon.map(({ x, y }): Spot => [x, y])
    : [
        [overlay.line.x1, overlay.line.y1],
        [overlay.line.x2, overlay.line.y2],
      ]

const countOf = (overlay: Overlay): string =>
  overlay.kind === 'zone'
    ? `${overlay.name} ${overlay.occupancy}`
    : `${overlay.name} in ${overlay.totals.in} out ${overlay.totals.out}`

/** The point that is highest on the picture. */
const upper = (...points: readonly Spot[]): Spot => points.reduce((a, b) => (b[1] < a[1] ? b : a))

/** Draws what an item knows: zones and lines below, then trails, boxes, counts, labels above all. */
export const paint = (pen: Pen, item: Item, trails: Trails, options: PaintOptions): void => {
  const { what } = options
  const things: readonly Detection[] = item.tracks ?? item.detections ?? []
  const aspect = item.frame.width / item.frame.height
  for (const overlay of item.overlays ?? []) paintOverlay(pen, overlay, aspect, options)
  for (const thing of things) {
    const trail = isTrack(thing) ? trails.get(thing.trackId) : undefined
    if (trail !== undefined && what.has('trails'))
      pen.path(trail, colourOf(thing, options), (n) => (n + 1) / trail.length)
  }
  for (const thing of things) {
    const colour = colourOf(thing, options)
    if (what.has('boxes')) pen.box(thing.box, colour, opacityOf(thing))
    if (what.has('landmarks')) for (const landmark of thing.landmarks ?? []) pen.dot(landmark, colour)
  }
  for (const overlay of item.overlays ?? [])
    if (what.has('counts') && what.has(`${overlay.kind}s`))
      pen.label(countOf(overlay), upper(...cornersOf(overlay)), AMBER)
  for (const thing of things) {
    const texts = textsOf(thing, options.label)
    if (what.has('labels') && texts.length > 0) pen.tag(texts, thing.box, colourOf(thing, options))
  }
}
