import { writeVideo } from '../../../media/encode.ts'
import type { WrittenVideo } from '../../../media/types.ts'
import type { MediaChoice } from '../../../media/types.ts'
import { type SceneParams, sceneParams } from './params.ts'
import { createRenderer } from './paint/render.ts'
import { createSchedule } from './schedule.ts'

/** Every picture of a scene in turn, planar 4:2:0 in full range; each is valid until the next. */
export function* scenePictures(given: Partial<SceneParams> = {}): Generator<Uint8Array> {
  const params = sceneParams(given)
  const schedule = createSchedule(params)
  const renderer = createRenderer(params)
  for (let frame = 0; frame < params.frames; frame++)
    yield renderer.draw(schedule.at(frame / params.fps), frame).data
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
