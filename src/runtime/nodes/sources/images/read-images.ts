import { basename } from 'node:path'
import { GazeError, isGazeError, sentenceOf } from '../../../errors.ts'
import { mediaChoice } from '../../../media/choice.ts'
import { createFrame } from '../../../media/frame.ts'
import { createStillReader, type Still } from '../../../media/still.ts'
import type { NodeContext, Source } from '../../../pipeline/node.ts'
import { createPace, type Rate, rateOf } from '../pace.ts'
import { startNs } from '../start-time.ts'
import { listPictures } from './list-pictures.ts'

export interface ImagesParams {
  readonly path: string
  /** Pictures a second; undefined: no sequence. */
  readonly fps: number | undefined
  readonly rate: Rate
  readonly start: string | undefined
}

/** Counts pictures that cannot be read, and says so: the first at once, all of them at the end. */
const watchFaults = ({ log, drop, report }: NodeContext, all: number) => {
  let [count, last] = [0, '']
  return {
    failed: (path: string, error: unknown): void => {
      count++
      last = `${basename(path)}: ${sentenceOf(error)}`
      drop('undecodable')
      if (count === 1) log.warn(`a picture cannot be read and is left out: ${last}`)
    },
    /** @throws GazeError SOURCE_FAILED when there was none that could. */
    end: (): void => {
      if (count === 0) return
      if (count === all)
        throw new GazeError('SOURCE_FAILED', `None of the ${all} pictures can be read`, { why: last })
      const said = `${count} of ${all} pictures cannot be read; the last is ${last}`
      log.warn(said, { undecodable: count })
      report({ state: 'ok', message: said })
    },
  }
}

const USUAL_FPS = 25

/** @throws GazeError FILE_NOT_FOUND, SOURCE_FAILED when there are no pictures. */
export const openImagesSource = async (params: ImagesParams, context: NodeContext): Promise<Source> => {
  const { signal, views, mode } = context
  const { fps = USUAL_FPS } = params
  const paths = await listPictures(params.path)
  const media = mediaChoice(context.pod.env.GAZE_MEDIA)
  const reader = await createStillReader(views, { pictures: context.pictures === true, media, signal })
  const pace = createPace(rateOf(params.rate, mode), signal)
  const begin = startNs({ start: params.start, mode, creationTime: '', now: context.now() })
  const faults = watchFaults(context, paths.length)
  const read = async (path: string): Promise<Still | undefined> => {
    try {
      return await reader.read(path)
    } catch (error) {
      if (!isGazeError(error)) throw error
      faults.failed(path, error)
      return undefined
    }
  }
  context.opened({ fps })
  return {
    run: async (emit) => {
      for (const [index, path] of paths.entries()) {
        const ptsNs = BigInt(Math.round((index * 1e9) / fps))
        const waiting = pace(ptsNs)
        if (waiting !== undefined) await waiting
        if (signal.aborted) return
        const still = await read(path)
        if (still === undefined) continue
        const { width, height } = still
        const room = emit({ frame: createFrame({ index, captureNs: begin + ptsNs, width, height }, still) })
        if (room !== undefined) await room
      }
      faults.end()
    },
    close: reader.close,
  }
}
