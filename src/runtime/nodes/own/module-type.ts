import { dirname, join } from 'node:path'
import { readJson } from '../../service/files.ts'

const PACKAGE = 'package.json'

/**
 * What Node takes the *.js of a directory for by the nearest package.json at or above it; undefined where that leaves it
 * to their syntax.
 * @throws GazeError FILE_INVALID
 */
export const moduleType = async (dir: string): Promise<string | undefined> => {
  const found = await readJson<{ readonly type?: unknown }>(join(dir, PACKAGE))
  if (found !== undefined) return typeof found?.type === 'string' ? found.type : undefined
  return dirname(dir) === dir ? undefined : moduleType(dirname(dir))
}
