import type { ModelInput } from '../manifest.ts'

/** A part of a picture, in whole pixels. */
export interface Region {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where a region of a picture lies in a model's input. */
export interface Placement {
  /** The region's size in pixels after scaling. */
  readonly width: number
  readonly height: number
  /** Its upper left corner in the input; negative where the region is cut. */
  readonly left: number
  readonly top: number
  /** Input pixels a pixel of the region, in x and y. */
  readonly scaleX: number
  readonly scaleY: number
}

type Shape = Pick<ModelInput, 'width' | 'height' | 'fit' | 'resize' | 'rounding'>

/** The part of a region that is fitted: all of it, but for `middle`. */
export const partOf = (input: Shape, region: Region): Region => {
  if (input.fit !== 'middle') return region
  // Whole numbers all along: a cut that is a pixel smaller is another picture to a small model.
  const byHeight = Math.floor((region.height * input.width) / input.height)
  const byWidth = Math.floor((region.width * input.height) / input.width)
  const width = atLeast1(Math.min(region.width, byHeight))
  const height = atLeast1(Math.min(region.height, byWidth))
  const x = region.x + Math.floor((region.width - width) / 2)
  const y = region.y + Math.floor((region.height - height) / 2)
  return { x, y, width, height }
}

/** The placement of a region whose part was placed. */
export const placedAs = (placement: Placement, part: Region, region: Region): Placement => ({
  ...placement,
  left: placement.left - (part.x - region.x) * placement.scaleX,
  top: placement.top - (part.y - region.y) * placement.scaleY,
})

/** How a region of `width` by `height` pixels (with `middle`, its part) is fitted into the input. */
export const placementOf = (input: Shape, width: number, height: number): Placement => {
  switch (input.fit) {
    case 'stretch':
    case 'middle':
      return place(input.width / width, input.height / height, input.width, input.height, 0, 0)
    case 'crop':
      return crop(input, width, height)
    case 'corner':
      return corner(input, width, height)
    case 'letterbox':
      return letterbox(input, width, height)
  }
}

const place = (
  scaleX: number,
  scaleY: number,
  width: number,
  height: number,
  left: number,
  top: number,
): Placement => ({ width, height, left, top, scaleX, scaleY })

/** Megvii's YOLOX cuts the scaled size down to whole pixels (yolox/data/data_augment.py, preproc). */
const corner = (input: Shape, width: number, height: number): Placement => {
  const scale = Math.min(input.width / width, input.height / height)
  return place(scale, scale, atLeast1(Math.floor(width * scale)), atLeast1(Math.floor(height * scale)), 0, 0)
}

/** The odd pixel of the padding goes to the right and the bottom, as in the YOLO repositories' letterbox. */
const letterbox = (input: Shape, width: number, height: number): Placement => {
  const scale = Math.min(input.width / width, input.height / height)
  const whole = (input.rounding ?? 'nearest') === 'nearest' ? nearest : Math.floor
  const wide = atLeast1(whole(width * scale))
  const high = atLeast1(whole(height * scale))
  const each = input.rounding === 'down-each'
  return place(
    each ? wide / width : scale,
    each ? high / height : scale,
    wide,
    high,
    Math.floor((input.width - wide) / 2),
    Math.floor((input.height - high) / 2),
  )
}

/**
 * Scales the shorter side to `resize`, then takes the middle (torchvision's Resize and CenterCrop, which pads what is
 * smaller than the input, and rounds each its own way).
 */
const crop = (input: Shape, width: number, height: number): Placement => {
  const resize = input.resize ?? Math.max(input.width, input.height)
  const shorter = Math.min(width, height)
  // One division: the shorter side times a scale may come to a hair less than `resize`, and lose a pixel.
  const [wide, high] = [width, height].map((side) => atLeast1(Math.trunc((resize * side) / shorter))) as [
    number,
    number,
  ]
  return place(
    wide / width,
    high / height,
    wide,
    high,
    middleFrom(input.width, wide),
    middleFrom(input.height, high),
  )
}

const middleFrom = (room: number, side: number): number =>
  side > room ? -nearest((side - room) / 2) : Math.floor((room - side) / 2)

/** Ties to even, as Python rounds. */
const nearest = (value: number): number => {
  const rounded = Math.round(value)
  return rounded - value === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded
}

const atLeast1 = (pixels: number): number => Math.max(1, pixels)
