import { hash } from '../random.ts'

/** A colour: luma 0-255 in full range, and chroma around 128. */
export interface Tone {
  readonly y: number
  readonly u: number
  readonly v: number
}

/** A picture in planes, 4:2:0; the chroma planes are empty where only grey is wanted. */
export interface Canvas {
  readonly width: number
  readonly height: number
  /** All planes, one behind the other. */
  readonly data: Uint8Array
  readonly y: Uint8Array
  readonly u: Uint8Array
  readonly v: Uint8Array
}

export const createCanvas = (width: number, height: number, colour: boolean): Canvas => {
  const luma = width * height
  const chroma = colour ? luma / 4 : 0
  const data = new Uint8Array(luma + 2 * chroma)
  return {
    width,
    height,
    data,
    y: data.subarray(0, luma),
    u: data.subarray(luma, luma + chroma),
    v: data.subarray(luma + chroma),
  }
}

const TILE = 64
/** Cloth and paint are not flat: grey levels that are added, in a tile of 64 x 64. */
const GRAIN = Int8Array.from({ length: TILE * TILE }, (_, n) => (hash(n & 63, n >> 6, 7) % 13) - 6)

/** Where an actor's own coordinates lie: origin at its left end on the ground, 1 = its height, y upwards. */
export interface Pen {
  readonly canvas: Canvas
  /** Pixels of the origin, and of the unit. */
  readonly x: number
  readonly y: number
  readonly unit: number
  /** Actors that go to the left are mirrored within this length. */
  readonly mirrored: boolean
  readonly length: number
}

const px = (pen: Pen, x: number): number => pen.x + (pen.mirrored ? pen.length - x : x) * pen.unit
const py = (pen: Pen, y: number): number => pen.y - y * pen.unit

type Span = (row: number, from: number, to: number) => void

const rowsOf = (canvas: Canvas, top: number, bottom: number, span: (row: number) => void): void => {
  const last = Math.min(canvas.height, Math.ceil(bottom - 0.5))
  for (let row = Math.max(0, Math.ceil(top - 0.5)); row < last; row++) span(row)
}

const clipped = (canvas: Canvas, left: number, right: number): readonly [number, number] => [
  Math.max(0, Math.ceil(left - 0.5)),
  Math.min(canvas.width, Math.ceil(right - 0.5)),
]

const painting = (pen: Pen, tone: Tone): Span => {
  const { canvas } = pen
  const texels = 96 / pen.unit
  const colour = canvas.u.length > 0
  return (row, from, to) => {
    const grainRow = (Math.floor((row - pen.y) * texels) & 63) << 6
    for (let x = from, at = row * canvas.width + from; x < to; x++, at++)
      canvas.y[at] = tone.y + GRAIN[grainRow | (Math.floor((x - pen.x) * texels) & 63)]!
    if (!colour || row % 2 !== 0) return
    const chroma = (row >> 1) * (canvas.width >> 1)
    canvas.u.fill(tone.u, chroma + (from >> 1), chroma + ((to + 1) >> 1))
    canvas.v.fill(tone.v, chroma + (from >> 1), chroma + ((to + 1) >> 1))
  }
}

const ellipseSpans = (pen: Pen, cx: number, cy: number, rx: number, ry: number, span: Span): void => {
  const [x, y, w, h] = [px(pen, cx), py(pen, cy), rx * pen.unit, ry * pen.unit]
  rowsOf(pen.canvas, y - h, y + h, (row) => {
    const off = (row + 0.5 - y) / h
    const half = w * Math.sqrt(Math.max(0, 1 - off * off))
    span(row, ...clipped(pen.canvas, x - half, x + half))
  })
}

export const ellipse = (pen: Pen, cx: number, cy: number, rx: number, ry: number, tone: Tone): void =>
  ellipseSpans(pen, cx, cy, rx, ry, painting(pen, tone))

/** Darkens what is there, as a shadow does. */
export const shade = (pen: Pen, cx: number, cy: number, rx: number, ry: number, share: number): void => {
  const { canvas } = pen
  ellipseSpans(pen, cx, cy, rx, ry, (row, from, to) => {
    for (let at = row * canvas.width + from; at < row * canvas.width + to; at++)
      canvas.y[at] = canvas.y[at]! * share
  })
}

export type Corner = readonly [number, number]

/** Fills a convex polygon. */
export const polygon = (pen: Pen, corners: readonly Corner[], tone: Tone): void => {
  const points = corners.map(([x, y]) => [px(pen, x), py(pen, y)] as const)
  const heights = points.map(([, y]) => y)
  const span = painting(pen, tone)
  rowsOf(pen.canvas, Math.min(...heights), Math.max(...heights), (row) => {
    let left = Number.POSITIVE_INFINITY
    let right = Number.NEGATIVE_INFINITY
    points.forEach(([x1, y1], n) => {
      const [x2, y2] = points[(n + 1) % points.length]!
      if (y1 <= row + 0.5 === y2 <= row + 0.5) return
      const x = x1 + ((row + 0.5 - y1) / (y2 - y1)) * (x2 - x1)
      left = Math.min(left, x)
      right = Math.max(right, x)
    })
    if (right > left) span(row, ...clipped(pen.canvas, left, right))
  })
}
