import { join } from 'node:path'
import { writeVideo } from '../../src/runtime/media/encode.ts'
import { type SceneParams, sceneParams } from '../../src/runtime/nodes/sources/scene/params.ts'
import { scenePictures } from '../../src/runtime/nodes/sources/scene/pictures.ts'
import { sceneTruth } from '../../src/runtime/nodes/sources/scene/truth.ts'

/** A made-up camera: a film of a street, and what really happens in it. */
export interface Camera {
  readonly name: string
  readonly how: 'pulled' | 'pushed'
  readonly film: string
  readonly frames: number
  readonly truth: { readonly in: number; readonly out: number }
}

/** The line of examples/count-line.yaml. */
const LINE = { x1: 0.5, y1: 0, x2: 0.5, y2: 1 }
const SHAPE = { width: 640, height: 360, fps: 25, frames: 450 }

const film = async (name: string, how: Camera['how'], seed: number, dir: string, signal: AbortSignal) => {
  const params: SceneParams = sceneParams({ ...SHAPE, seed })
  const path = join(dir, `${name}.mp4`)
  await writeVideo(path, scenePictures(params), { ...SHAPE, format: 'yuvj420p', signal })
  const { in: entered, out } = sceneTruth(params, LINE)
  return { name, how, film: path, frames: SHAPE.frames, truth: { in: entered, out } }
}

/** Makes the two films of the demo, 18 s each. */
export const makeCameras = async (dir: string, signal: AbortSignal): Promise<Camera[]> => [
  await film('street', 'pulled', 1, dir, signal),
  await film('gate', 'pushed', 2, dir, signal),
]
