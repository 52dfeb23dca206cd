import { mediaChoice } from '../../../media/choice.ts'
import { createFrame } from '../../../media/frame.ts'
import { jpegQualities, PICTURE_QUALITY, wantsRgb } from '../../../media/views.ts'
import type { Frame, Item, Rgb } from '../../../pipeline/item.ts'
import type { Node, NodeContext } from '../../../pipeline/node.ts'
import { originalOf } from '../../../pipeline/original.ts'
import { createEncoder, type Encoder } from './encoders.ts'
import { createFont, type Font } from './font.ts'
import { paint, type PaintOptions } from './paint.ts'
import { createPen } from './pen.ts'
import { createSheets } from './sheets.ts'
import { createSurface } from './surface.ts'
import { createTrails, type Trails } from './trails.ts'

export interface DrawParams {
  readonly what: string
  readonly label: string
  readonly colour: string
  /** Milliseconds. */
  readonly trail: number
  readonly size: number
}

const LEAST_TEXT = 11

/** Paints in a size that suits the picture, whose size may change. */
const createPainter = ({ what, label, colour, size }: DrawParams) => {
  const options: PaintOptions = { what: new Set(what.split(',')), label: label.split(','), colour }
  let font: Font | undefined
  return (picture: Rgb, item: Item, trails: Trails): void => {
    const shorter = Math.min(picture.width, picture.height)
    const text = Math.round(size * Math.max(LEAST_TEXT, shorter / 30))
    if (font?.height !== text) font = createFont(text)
    const thickness = Math.max(1, Math.round((size * shorter) / 240))
    paint(createPen(createSurface(picture), font, thickness), item, trails, options)
  }
}

const infoOf = ({ index, captureNs, width, height }: Frame) => ({ index, captureNs, width, height })

export const openDraw = (params: DrawParams, context: NodeContext): Node => {
  const media = mediaChoice(context.pod.env.GAZE_MEDIA)
  const qualities = jpegQualities(context.views)
  const isWanted = context.views.length > 0 || context.pictures === true
  const encoders = qualities.map((quality) => createEncoder(quality, media))
  const late = createEncoder(PICTURE_QUALITY, media)
  const trailsAt = createTrails(params.trail)
  const paintOn = createPainter(params)
  const sheets = createSheets()

  /** The frame with a sheet of its own, which is drawn on when somebody looks. */
  const drawn = async (item: Item, trails: Trails): Promise<Frame> => {
    const { frame } = item
    const sheet = sheets.copyOf(frame.rgb())
    let painted = false
    const look = (): Rgb | undefined => {
      const picture = sheet.picture()
      if (picture !== undefined && !painted) paintOn(picture, item, trails)
      painted = true
      return picture
    }
    const encode = async (encoder: Encoder): Promise<Uint8Array | undefined> => {
      const picture = look()
      return picture && encoder.encode(picture)
    }
    const jpegs = await Promise.all(encoders.map(encode))
    const shown = createFrame(infoOf(frame), {
      greys: [],
      rgb: wantsRgb(context.views) ? look() : undefined,
      jpeg: (quality) => jpegs[qualities.indexOf(quality)],
      picture: () => encode(late),
      release: sheet.release,
    })
    return { ...shown, grey: frame.grey, original: originalOf(frame) }
  }
  return {
    async process(item, emit) {
      const trails = trailsAt(item.tracks ?? [], item.frame.captureNs)
      return emit(isWanted ? { ...item, frame: await drawn(item, trails) } : item)
    },
    close: async () => {
      await Promise.all([late, ...encoders].map((encoder) => encoder.close()))
    },
  }
}
