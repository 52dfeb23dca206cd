import type { Reference } from '../reference.ts'
import { type AuthFile, type Credentials, entryFor, helperFor, keysFor, readAuthFile } from './auth-file.ts'
import { askHelper } from './helper.ts'

/** How Docker names its own registry to helpers. */
const serverOf = (host: string): string => (host === 'docker.io' ? 'https://index.docker.io/v1/' : host)

const fromFile = async (
  file: AuthFile,
  { host, repository }: Reference,
  signal: AbortSignal,
): Promise<Credentials | undefined> => {
  const keys = keysFor(host, repository)
  const helper = helperFor(file, keys)
  if (helper !== undefined) return askHelper(helper, serverOf(host), signal)
  const entry = entryFor(file, keys)
  if (entry !== undefined || file.credsStore === '') return entry
  return askHelper(file.credsStore, serverOf(host), signal)
}

/**
 * What is kept for the registry in the first of the files that knows it.
 * @throws GazeError FILE_INVALID, FAILED
 */
export const findCredentials = async (
  files: readonly string[],
  reference: Reference,
  signal: AbortSignal,
): Promise<Credentials | undefined> => {
  for (const path of files) {
    const file = await readAuthFile(path)
    const found = file && (await fromFile(file, reference, signal))
    if (found !== undefined) return found
  }
  return undefined
}
