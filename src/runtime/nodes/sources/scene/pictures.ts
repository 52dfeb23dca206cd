import { createPictureEncoder, writeVideo, type WrittenVideo } from '../../../media/encode.ts'
import type { MediaChoice } from '../../../media/types.ts'
import { type SceneParams, sceneParams } from './params.ts'
import { createRenderer } from './render.ts'
import { createSchedule } from './schedule.ts'

/** Every picture of a scene in turn, planar 4:2:0 in full range; each is valid until the next. */
export function* scenePictures(given: Partial<SceneParams> = {}): Generator<Uint8Array> {
  const params = sceneParams(given)
  const schedule = createSchedule(params)
  const renderer = createRenderer(params)
  for (let frame = 0; frame < params.frames; frame++)
    yield renderer.draw(schedule.at(frame / params.fps), frame).data
}

export interface SceneJpeg {
  readonly index: number
  /** Nanoseconds since the first picture. */
  readonly ptsNs: bigint
  readonly width: number
  readonly height: number
  readonly jpeg: Uint8Array
}

/** The scene as a camera would send it. `quality`: 1-100. */
export async function* sceneJpegs(
  given: Partial<SceneParams>,
  quality: number,
  media: MediaChoice = 'auto',
): AsyncGenerator<SceneJpeg> {
  const { width, height, fps, ...rest } = sceneParams(given)
  const encoder = await createPictureEncoder({ width, height, format: 'yuvj420p' }, quality, media)
  try {
    let index = 0
    for (const picture of scenePictures({ width, height, fps, ...rest })) {
      const jpeg = await encoder.encode(picture)
      yield { index, ptsNs: sceneTime(index, fps), width, height, jpeg }
      index++
    }
  } finally {
    await encoder.close()
  }
}

/** Nanoseconds from the first picture to that one. */
export const sceneTime = (index: number, fps: number): bigint => BigInt(Math.round((index * 1e9) / fps))

/** Makes a video file of the scene. @throws GazeError SINK_FAILED */
export const writeScene = (
  path: string,
  given: Partial<SceneParams>,
  options: { readonly media?: MediaChoice; readonly signal?: AbortSignal } = {},
): Promise<WrittenVideo> => {
  const { width, height, fps } = sceneParams(given)
  return writeVideo(path, scenePictures(given), { ...options, width, height, fps, format: 'yuvj420p' })
}
