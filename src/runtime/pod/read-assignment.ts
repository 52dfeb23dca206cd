import { join } from 'node:path'
import { GazeError } from '../errors.ts'
import type { Env } from '../records/types.ts'
import { readJson } from '../service/files.ts'
import { readCurveKey, readSecretFile } from '../service/secret-file.ts'
import type { Assignment } from './assignment.ts'
import type { MountedAssignment } from './mounted-assignment.ts'

/** @throws GazeError USAGE, FILE_NOT_FOUND, FILE_INVALID: also of the files that it names. */
export const readAssignment = async (path: string | undefined): Promise<Assignment> => {
  if (path === undefined) throw new GazeError('USAGE', 'the pod was given no assignment file')
  const assignment = await readJson<Assignment | MountedAssignment>(path)
  if (assignment === undefined) throw new GazeError('FILE_NOT_FOUND', `there is no assignment at ${path}`)
  if (!Array.isArray(assignment.pipeline?.nodes) || typeof assignment.eventsDir !== 'string') {
    throw new GazeError('FILE_INVALID', `${path} is not an assignment`)
  }
  return 'tokenFile' in assignment ? resolveMounted(assignment) : assignment
}

const resolveMounted = async (mounted: MountedAssignment): Promise<Assignment> => {
  const { podFile, tokenFile, secretsDir, curveFile, ...rest } = mounted
  return {
    ...rest,
    pod: await readSecretFile(podFile),
    env: { ...rest.env, ...(await readSecretEnv(secretsDir, rest.secretEnv)) },
    token: await readSecretFile(tokenFile),
    ...(curveFile !== '' && { ingestKey: await readCurveKey(curveFile) }),
  }
}

/** As the values are: white space may belong to them. */
const readSecretEnv = async (dir: string, names: readonly string[]): Promise<Env> =>
  Object.fromEntries(
    await Promise.all(
      names.map(async (name) => [name, await readSecretFile(join(dir, name), false)] as const),
    ),
  )
