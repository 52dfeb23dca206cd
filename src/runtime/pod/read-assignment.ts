import { GazeError } from '../errors.ts'
import { readJson } from '../service/files.ts'
import type { Assignment } from './assignment.ts'

/** @throws GazeError FILE_NOT_FOUND, FILE_INVALID */
export const readAssignment = async (path: string | undefined): Promise<Assignment> => {
  if (path === undefined) throw new GazeError('USAGE', 'the pod was given no assignment file')
  const assignment = await readJson<Assignment>(path)
  if (assignment === undefined) throw new GazeError('FILE_NOT_FOUND', `there is no assignment at ${path}`)
  if (!Array.isArray(assignment.pipeline?.nodes) || typeof assignment.eventsDir !== 'string') {
    throw new GazeError('FILE_INVALID', `${path} is not an assignment`)
  }
  return assignment
}
