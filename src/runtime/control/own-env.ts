import { GazeError } from '../errors.ts'
import type { Image } from '../records/types.ts'
import { isOpaque } from './images/opaque.ts'

type Runs = Partial<Pick<Image, 'kind' | 'pipeline' | 'command' | 'wire'>>

const ALWAYS = ['GAZE_STREAM', 'GAZE_POD', 'GAZE_POD_UID', 'GAZE_IN_PORT']
const OF_THOSE_THAT_ASK = ['GAZE_INGEST', 'GAZE_TOKEN', 'GAZE_CURVE_KEY']

/** Variables that gaze sets in each pod of the image, whatever else is named. */
export const ownVariables = (image: Runs): readonly string[] => {
  if (!isOpaque(image)) return []
  return image.wire === 'v1' ? [...ALWAYS, ...OF_THOSE_THAT_ASK] : ALWAYS
}

/** @throws GazeError USAGE for a name of which the pod would see another value */
export const refuseOwnVariables = (names: readonly string[], own: readonly string[]): void => {
  const taken = names.find((name) => own.includes(name))
  if (taken === undefined) return
  throw new GazeError('USAGE', `${taken} is set by gaze itself in each pod`, {
    why: 'A program reads from it whose pod it is, and where its frames are',
    hint: 'Give the variable another name',
    details: { variable: taken },
  })
}
