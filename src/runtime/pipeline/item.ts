import type { GazeEvent } from '../wire/event.ts'
import type { Line, Polygon } from './params.ts'

/** A small grey picture: `width * height` bytes, row by row, 0 black to 255 white. */
export interface Grey {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/** A whole picture in colour: `3 * width * height` bytes R, G, B, row by row without padding, each 0-255. */
export interface Rgb {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/** A form of the picture that a node will ask for; sources prepare exactly those. */
export type View =
  /** Grey, `width` pixels wide, height by the picture's aspect ratio (rounded to even). */
  | { readonly kind: 'grey'; readonly width: number }
  /** The full picture in colour. */
  | { readonly kind: 'rgb' }
  /** JPEG of the full picture; quality 1-100. A frame that arrived as JPEG is given as it came. */
  | { readonly kind: 'jpeg'; readonly quality: number }

/** What is known of a frame without looking at its picture. */
export interface FrameInfo {
  /** Counts from 0 within the source's run. */
  readonly index: number
  /** Capture time, nanoseconds since 1970. */
  readonly captureNs: bigint
  /** Pixels of the original picture. */
  readonly width: number
  readonly height: number
}

/** One picture on its way through a pipeline. The engine releases it; nodes only look at it while they process. */
export interface Frame extends FrameInfo {
  /** The grey view of that width; the node's type must have named it in `views`. Valid until the frame is released. */
  grey(width: number): Grey
  /** The colour view; the same rule. */
  rgb(): Rgb
  /** The JPEG view; the same rule. */
  jpeg(quality: number): Uint8Array
  /**
   * A JPEG of the whole picture without a view: made only now, from what the source still has, which costs nothing
   * where nobody asks. Undefined where the source has nothing to make it from, which it may have until the release or,
   * of its newest frame, until the next; the answer outlives the frame.
   */
  picture(): Promise<Uint8Array | undefined> | undefined
  /** Of a frame that shows another with something drawn on it: the one that came from the source, with which it is released. */
  readonly original?: Frame
  release(): void
}

/**
 * `[x1, y1, x2, y2]`, x1 < x2, y1 < y2, in shares of the picture: 0-1 where the thing is wholly on it, and beyond where
 * a detector or tracker knows that it goes on outside. Cutting the box there would move its centre and change its size, so
 * only what looks at pixels or makes events cuts it (`onPicture`).
 */
export type Box = readonly [number, number, number, number]

export interface Detection {
  readonly box: Box
  /** What it is (`person`, `car`), or `object` where the method cannot tell. */
  readonly class: string
  /** 0-1, where the method gives one. */
  readonly score?: number
  /** Points the method finds on it, as the corners of eyes and mouth of a face: `[x, y]`, each 0-1 of the picture. */
  readonly landmarks?: readonly (readonly [number, number])[]
}

export interface Track extends Detection {
  /** Counts from 1 within the source's run; never used again. */
  readonly trackId: number
  /** Its box in the first frame that it was found in. */
  readonly start: Box
  /** Frames in which it was seen. */
  readonly hits: number
  /** True when nothing in this frame was found where it should be, so that the box is predicted. */
  readonly coasting: boolean
  /** True where that is only because no detector looked at this frame: when one looked last, it was found. */
  readonly carried?: boolean
}

/** What a node counts by, and how far it has come, for those that draw it. */
export type Overlay =
  | {
      readonly kind: 'line'
      readonly name: string
      readonly line: Line
      readonly totals: { readonly in: number; readonly out: number }
    }
  | { readonly kind: 'zone'; readonly name: string; readonly polygon: Polygon; readonly occupancy: number }

export type Kind = 'frames' | 'detections' | 'tracks' | 'events'

/** What travels along an edge: a frame and what the nodes so far have found on it. Nodes add by copying. */
export interface Item {
  readonly frame: Frame
  readonly detections?: readonly Detection[]
  readonly tracks?: readonly Track[]
  /** Ids of tracks that are hidden now and may be known again. */
  readonly awaited?: readonly number[]
  /** Events of this frame so far, from all nodes before. */
  readonly events?: readonly GazeEvent[]
  /** Of all nodes before, in their order. */
  readonly overlays?: readonly Overlay[]
}
