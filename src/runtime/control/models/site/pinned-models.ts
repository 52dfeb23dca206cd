import { GazeError } from '../../../errors.ts'
import type { Records } from '../../../records/store.ts'

const SHA256 = /^(?:sha256:)?([0-9a-f]{64})$/i

const noHash = (name: string, given: string): GazeError =>
  new GazeError('USAGE', `models.${name} is not a SHA-256: ${given.slice(0, 80)}`, {
    hint: '64 hexadecimal digits; gaze model show prints those of a model',
  })

const missing = (name: string, sha256: string): GazeError =>
  new GazeError('MODEL_NOT_FOUND', `there is no model "${name}" with the SHA-256 ${sha256}`, {
    hint: `gaze model add FILE --name ${name} --sha256 ${sha256}`,
    details: { name, sha256 },
  })

const another = (name: string, sha256: string, found: string): GazeError =>
  new GazeError('PRECONDITION', `model "${name}" is another file here`, {
    why: `Its SHA-256 is ${found}, and ${sha256} is wanted`,
    hint: `gaze model add FILE --name ${name} --sha256 ${sha256} --force replaces it`,
    details: { name, sha256, found },
  })

/**
 * What is wrong with the context's models.
 * @param wanted SHA-256 by the name of the model, as files of a site name them.
 */
export const wrongModels = async (
  { models }: Pick<Records, 'models'>,
  wanted: Readonly<Record<string, string>> = {},
): Promise<GazeError[]> => {
  const pins = Object.entries(wanted)
  if (pins.length === 0) return []
  const known = new Map((await models.list()).map(({ name, sha256 }) => [name, sha256]))
  return pins.flatMap(([name, given]) => {
    const sha256 = SHA256.exec(given)?.[1]?.toLowerCase()
    if (sha256 === undefined) return [noHash(name, given)]
    const found = known.get(name)
    if (found === undefined) return [missing(name, sha256)]
    return found === sha256 ? [] : [another(name, sha256, found)]
  })
}
