import { statSync } from 'node:fs'
import { GazeError, isGazeError, messageOf } from '../../errors.ts'
import { isMissing } from '../../service/files.ts'
import { type FileBytes, openFileBytes } from './file-bytes.ts'
import { foreignFile } from './foreign-file.ts'
import { WireError } from './wire.ts'

const HEAD = 512

export const invalidModel = (path: string, why: string, hint: string, cause?: unknown): GazeError =>
  new GazeError('MODEL_INVALID', `${path} cannot be used as a model`, { why, hint, details: { path }, cause })

export const GET_AGAIN =
  'Download or export it again, and compare its size and SHA-256 with those of its source'

const damaged = (name: string, bytes: FileBytes, error: unknown): unknown => {
  if (!(error instanceof WireError)) return error
  const foreign = foreignFile(bytes.slice(0, Math.min(HEAD, bytes.size)))
  if (foreign !== undefined) return invalidModel(name, `it is ${foreign.what}`, foreign.hint, error)
  return invalidModel(
    name,
    `it is truncated or damaged: ${error.message} (byte ${error.at} of ${bytes.size})`,
    GET_AGAIN,
    error,
  )
}

const open = (path: string, name: string): FileBytes => {
  try {
    const found = statSync(path)
    if (!found.isFile())
      throw invalidModel(
        name,
        found.isDirectory() ? 'it is a directory' : 'it is no regular file',
        'Give the ONNX file itself (*.onnx)',
      )
    return openFileBytes(path)
  } catch (error) {
    if (isGazeError(error)) throw error
    if (isMissing(error))
      throw new GazeError('FILE_NOT_FOUND', `There is no file ${name}`, {
        hint: 'Check the path; it is taken from the current directory, where it does not begin with /',
        details: { path: name },
        cause: error,
      })
    throw new GazeError('NOT_ALLOWED', `${name} cannot be read`, { why: messageOf(error), cause: error })
  }
}

/**
 * What is read of a model's file, which is open meanwhile.
 * @param name For messages, where the path is one that nobody gave.
 * @throws GazeError FILE_NOT_FOUND, NOT_ALLOWED; MODEL_INVALID for what is no ONNX file or a damaged one
 */
export const readModelBytes = <T>(path: string, read: (bytes: FileBytes) => T, name = path): T => {
  const bytes = open(path, name)
  try {
    if (bytes.size === 0) throw invalidModel(name, 'it is empty', GET_AGAIN)
    return read(bytes)
  } catch (error) {
    throw damaged(name, bytes, error)
  } finally {
    bytes.close()
  }
}
