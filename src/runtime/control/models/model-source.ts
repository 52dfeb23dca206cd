import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { hashFile } from '../../models/hashed-file.ts'
import { GazeError, messageOf } from '../../errors.ts'
import { besideModel } from '../../models/onnx/pack/beside.ts'
import type { Locate } from '../../models/onnx/pack/pack-model.ts'
import { suggestName } from '../../records/names.ts'
import { nameOfFile } from '../images/read-pipeline-file.ts'
import { besideUrl } from './pack/beside-url.ts'
import { download, type DownloadOptions } from './download.ts'
import { publicUrl } from './download/public-url.ts'

/** A file on this machine that is to become a model. */
export interface ModelSource {
  readonly path: string
  /** A URL, or the name of the file; for people. */
  readonly source: string
  /** As it was given, for commands to copy; a URL without its query. */
  readonly shown: string
  /** A name that follows from it. */
  readonly name: string
  /** Finds a file that belongs to it. */
  readonly locate: Locate
  /** Lets go of what was fetched for it. */
  discard(): Promise<void>
}

export const isUrl = (text: string): boolean => /^https?:\/\//i.test(text)

/** The path in a file:// URL; what is none stays as it is. @throws GazeError USAGE for that of another machine */
const pathOf = (given: string): string => {
  if (!/^file:\/\//i.test(given)) return given
  try {
    return fileURLToPath(given)
  } catch (error) {
    throw new GazeError('USAGE', `${given} is no address of a file on this machine`, {
      why: messageOf(error),
      hint: 'gaze model add with the path alone',
      cause: error,
    })
  }
}

/** Names in addresses may be coded, also wrongly. */
const lastName = (url: string): string => {
  const { pathname } = new URL(url)
  try {
    return nameOfFile(decodeURIComponent(pathname))
  } catch {
    return nameOfFile(pathname)
  }
}

/** @throws GazeError USAGE for a scheme that is not fetched */
const refuseOtherSchemes = (given: string): void => {
  const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(given) ?? []
  if (scheme === undefined) return
  throw new GazeError('USAGE', `gaze does not fetch ${scheme}:// addresses`, {
    why: 'Models come from files, file://, http:// and https://',
    hint: 'Fetch the file by other means, then gaze model add FILE',
    details: { scheme },
  })
}

/** The file that FILE or URL names, fetched if need be. @throws what {@link download} throws */
export const modelSource = async (
  given: string,
  cwd: string,
  options: DownloadOptions,
): Promise<ModelSource> => {
  if (!isUrl(given)) {
    const file = pathOf(given)
    refuseOtherSchemes(file)
    const source = file.slice(file.lastIndexOf('/') + 1)
    return {
      path: resolve(cwd, file),
      source,
      shown: file,
      name: suggestName(nameOfFile(source)) ?? '',
      locate: besideModel(resolve(cwd, file)),
      discard: async () => {},
    }
  }
  if (!URL.canParse(given))
    throw new GazeError('USAGE', `${given} is no address`, { hint: 'Write http(s)://HOST/PATH' })
  const { path, discard } = await download(given, options)
  const source = publicUrl(given)
  const beside = besideUrl(source, options)
  return {
    path,
    source,
    shown: source,
    name: suggestName(lastName(given)) ?? '',
    locate: beside.locate,
    discard: async () => {
      await discard()
      await beside.discard()
    },
  }
}

/** @throws GazeError MODEL_INVALID when the file's hash is not the one that was said. */
export const checkHash = async (
  { path, source }: ModelSource,
  expected: string | undefined,
  signal: AbortSignal,
): Promise<string> => {
  const sha256 = await hashFile(path, signal)
  if (expected === undefined || expected.toLowerCase() === sha256) return sha256
  throw new GazeError('MODEL_INVALID', `${source} is not the file that --sha256 names`, {
    why: `Its SHA-256 is ${sha256}`,
    hint: 'Compare it with what the place it comes from says; if that is right, the file is damaged or another',
    details: { expected: expected.toLowerCase(), found: sha256 },
  })
}
