import { GazeError } from '../../../errors.ts'

/** What a scene depends on; two scenes of equal parameters are equal byte for byte. */
export interface SceneParams {
  /** Pixels, even. */
  readonly width: number
  readonly height: number
  /** Pictures a second. */
  readonly fps: number
  readonly seed: number
  /** Pictures in all; Infinity for no end. */
  readonly frames: number
  /** Standard deviation of each pixel's noise, grey levels. */
  readonly noise: number
  /** By how much the light goes up and down within a minute, percent. */
  readonly drift: number
  /** `separate`: nothing that goes one way ever covers what goes the other. */
  readonly lanes: 'separate' | 'overlapping'
  readonly shadows: boolean
  /** How busy the street is, 1 being ordinary. */
  readonly traffic: number
}

const SCENE_DEFAULTS: SceneParams = {
  width: 1280,
  height: 720,
  fps: 25,
  seed: 1,
  frames: 1500,
  noise: 2,
  drift: 0,
  lanes: 'separate',
  shadows: true,
  traffic: 1,
}

/** Fills in what is not given. @throws GazeError USAGE for a size that video cannot have. */
export const sceneParams = (given: Partial<SceneParams> = {}): SceneParams => {
  const params = { ...SCENE_DEFAULTS, ...given }
  if (params.width % 2 !== 0 || params.height % 2 !== 0)
    throw new GazeError('USAGE', `A scene of ${params.width}x${params.height} is not possible`, {
      why: 'width and height of a video are even',
    })
  return params
}
