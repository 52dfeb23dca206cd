import { mediaChoice } from '../../../media/choice.ts'
import { createPictureEncoder } from '../../../media/encode.ts'
import { createFrame, type FrameViews } from '../../../media/frame.ts'
import { createRasterPool } from '../../../media/raster-pool.ts'
import { greySize, greyWidths, jpegQualities, wantsRgb } from '../../../media/views.ts'
import type { NodeContext, Source } from '../../../pipeline/node.ts'
import { createPace, type Rate, rateOf } from '../pace.ts'
import { startNs } from '../start-time.ts'
import type { Actor } from './actors.ts'
import { createLatePictures } from './late-pictures.ts'
import { type SceneParams, sceneParams } from './params.ts'
import { sceneTime } from './pictures.ts'
import { createGreyRenderer, createRenderer } from './paint/render.ts'
import { createSchedule } from './schedule.ts'
import { toRgb } from './to-rgb.ts'

export interface SceneValues extends Omit<SceneParams, 'frames' | 'lanes'> {
  readonly frames: number | undefined
  /** Milliseconds; 0 for no end. */
  readonly duration: number
  readonly lanes: string
  readonly rate: Rate
  readonly start: string | undefined
}

const paramsOf = ({ frames, duration, lanes, ...rest }: SceneValues): SceneParams =>
  sceneParams({
    ...rest,
    lanes: lanes === 'overlapping' ? lanes : 'separate',
    frames: frames ?? (duration === 0 ? Number.POSITIVE_INFINITY : Math.round((duration / 1000) * rest.fps)),
  })

type Draw = (actors: readonly Actor[], index: number) => Promise<FrameViews>

/** Draws exactly the views that are wanted: small grey ones directly, the whole picture only for colour and JPEGs. */
const createViews = async (params: SceneParams, context: NodeContext) => {
  const { width, height } = params
  const small = greyWidths(context.views).map((view) => {
    const size = greySize(view, width, height)
    return {
      pool: createRasterPool(size.width, size.height, 1),
      renderer: createGreyRenderer(params, size.width, size.height),
    }
  })
  const qualities = jpegQualities(context.views)
  const colours = wantsRgb(context.views) ? createRasterPool(width, height, 3) : undefined
  const whole = qualities.length > 0 || colours !== undefined ? createRenderer(params) : undefined
  const media = mediaChoice(context.pod.env.GAZE_MEDIA)
  const encoders = await Promise.all(
    qualities.map((quality) => createPictureEncoder({ width, height, format: 'yuvj420p' }, quality, media)),
  )
  const late = createLatePictures(params, media)
  const draw: Draw = async (actors, index) => {
    const greys = small.map(({ pool, renderer }) => {
      const grey = pool.take()
      grey.data.set(renderer.draw(actors, index).y)
      return grey
    })
    const canvas = whole?.draw(actors, index)
    const rgb = colours?.take()
    if (canvas && rgb) toRgb(canvas, rgb.data)
    const jpegs =
      canvas === undefined ? [] : await Promise.all(encoders.map((one) => one.encode(canvas.data)))
    return {
      greys,
      rgb,
      jpeg: (quality) => jpegs[qualities.indexOf(quality)],
      picture: () => late.draw(actors, index),
      release: () => {
        greys.forEach((grey, n) => void small[n]!.pool.give(grey))
        if (rgb) colours?.give(rgb)
      },
    }
  }
  return { draw, close: () => Promise.all([late, ...encoders].map((one) => one.close())) }
}

export const openSceneSource = async (values: SceneValues, context: NodeContext): Promise<Source> => {
  const params = paramsOf(values)
  const { width, height, fps } = params
  const begin = startNs({ start: values.start, mode: context.mode, creationTime: '', now: context.now() })
  const pace = createPace(rateOf(values.rate, context.mode), context.signal)
  const views = await createViews(params, context)
  const schedule = createSchedule(params)
  context.opened({ width, height, fps })
  return {
    run: async (emit) => {
      for (let index = 0; index < params.frames && !context.signal.aborted; index++) {
        const ptsNs = sceneTime(index, fps)
        const waiting = pace(ptsNs)
        if (waiting !== undefined) await waiting
        if (context.signal.aborted) return
        const drawn = await views.draw(schedule.at(index / fps), index)
        const room = emit({ frame: createFrame({ index, captureNs: begin + ptsNs, width, height }, drawn) })
        if (room !== undefined) await room
      }
    },
    close: async () => {
      await views.close()
    },
  }
}
