import { open, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { GazeError } from '../../../errors.ts'
import { ensureDir } from '../../../service/files.ts'
import { partsOf } from '../../hashed-file.ts'
import { type ExternalTensor, externalRefusal } from '../external-data.ts'
import { readModelBytes } from '../model-bytes.ts'
import { type FilePart, type Piece, piecesOf, sizeOf } from './pieces.ts'

/** Finds the file that holds a tensor's data; its absolute path. */
export type Locate = (external: ExternalTensor) => Promise<string>

/** What protocol buffers can hold, and ONNX Runtime therefore load from one file. */
const MOST_BYTES = 2 ** 31 - 1

const refuseTooLarge = (name: string, bytes: number): void => {
  if (bytes <= MOST_BYTES) return
  throw new GazeError('MODEL_INVALID', `${name} is too large for one file`, {
    why: `With the data of all its tensors it has ${bytes} bytes, and an ONNX file can have ${MOST_BYTES}`,
    hint: 'Export a smaller variant of it, or with weights in float16 or int8',
    details: { path: name, bytes, most: MOST_BYTES },
  })
}

type External = FilePart & ExternalTensor

const isExternal = (piece: Piece): piece is External =>
  !(piece instanceof Uint8Array) && piece.location !== undefined

/** The files that the pieces are in, by location; each is as long as is claimed of it. */
const locateAll = async (
  name: string,
  pieces: readonly Piece[],
  locate: Locate,
): Promise<ReadonlyMap<string, string>> => {
  const files = new Map<string, string>()
  const sizes = new Map<string, number>()
  for (const piece of pieces.filter(isExternal)) {
    const { location, start, end } = piece
    const file = files.get(location) ?? (await locate(piece))
    const size = sizes.get(location) ?? (await stat(file)).size
    files.set(location, file)
    sizes.set(location, size)
    if (end > size)
      throw externalRefusal(
        name,
        piece,
        `bytes ${start} to ${end}, and the file has ${size}`,
        'It is cut off or of another export: get both files again, from the same place',
      )
  }
  return files
}

async function* bytesOf(
  path: string,
  pieces: readonly Piece[],
  files: ReadonlyMap<string, string>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) yield piece
    else if (piece.end > piece.start) {
      const file = piece.location === undefined ? path : files.get(piece.location)
      if (file !== undefined) yield* partsOf(file, signal, piece)
    }
  }
}

const write = async (to: string, parts: AsyncIterable<Uint8Array>): Promise<number> => {
  await ensureDir(dirname(to))
  let written = 0
  const file = await open(to, 'wx', 0o600)
  try {
    for await (const part of parts) {
      await file.writeFile(part)
      written += part.length
    }
  } finally {
    await file.close()
  }
  return written
}

/**
 * Writes a model whose tensors have their data in other files as one file, a part at a time.
 * @param name For messages.
 * @param to Where to; nothing is written where the model has all in itself.
 * @returns The locations whose data is in it now; none where nothing was to be done.
 * @throws GazeError MODEL_INVALID with the tensor, its place and the reason; what `locate` throws; the signal's reason
 */
export const packModel = async (
  { path, name }: { readonly path: string; readonly name: string },
  to: string,
  locate: Locate,
  signal: AbortSignal,
): Promise<readonly string[]> => {
  const pieces = readModelBytes(path, (bytes) => piecesOf(bytes, name), name)
  if (pieces === undefined) return []
  const size = sizeOf(pieces)
  refuseTooLarge(name, size)
  const files = await locateAll(name, pieces, locate)
  try {
    const written = await write(to, bytesOf(path, pieces, files, signal))
    if (written !== size)
      throw new GazeError('FAILED', `${name} changed while it was read`, { hint: 'Run the command again' })
  } catch (error) {
    await rm(to, { force: true })
    throw error
  }
  return [...files.keys()]
}
