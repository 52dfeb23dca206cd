import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Inference } from '../../../models/infer/infer-manifest.ts'
import { packModel } from '../../../models/onnx/pack/pack-model.ts'
import { stateDir } from '../../../state-dir.ts'
import { dropOldParts } from '../download/part.ts'
import type { ModelSource } from '../model-source.ts'

/** A model as one file. */
export interface OneFile {
  /** The file given, or the packed one. */
  readonly path: string
  /** Names of the files whose data was packed into it. */
  readonly packed: readonly string[]
}

/** One that lasts until it is discarded. */
export interface KeptFile extends OneFile {
  discard(): Promise<void>
}

type Source = Pick<ModelSource, 'path' | 'shown' | 'locate'>

/**
 * A model as one file: what it has in other files is packed into one beside the models of this machine.
 * @param root The state directory.
 * @throws GazeError MODEL_INVALID, FILE_NOT_FOUND, NOT_ALLOWED; the signal's reason
 */
export const toOneFile = async (
  { path, shown, locate }: Source,
  root: string,
  signal: AbortSignal,
): Promise<KeptFile> => {
  const dir = join(stateDir(root).models, 'packed')
  // What a process that was killed has left is as large as its model.
  if (existsSync(dir)) await dropOldParts(dir, Date.now())
  const to = join(dir, `${randomUUID()}.onnx`)
  const packed = await packModel({ path, name: shown }, to, locate, signal)
  return { path: packed.length > 0 ? to : path, packed, discard: () => rm(to, { force: true }) }
}

/** Uses a model as one file, for as long as it takes. @throws what {@link toOneFile} and `use` throw */
export const asOneFile = async <T>(
  source: Source,
  root: string,
  signal: AbortSignal,
  use: (file: OneFile) => Promise<T>,
): Promise<T> => {
  const file = await toOneFile(source, root, signal)
  try {
    return await use(file)
  } finally {
    await file.discard()
  }
}

const MOST = 3

/** `model.onnx.data`, or `a.bin, b.bin, c.bin and 7 more`: some exporters write a file a tensor. */
const filesText = (names: readonly string[]): string => {
  const more = names.length > MOST ? ` and ${names.length - MOST} more` : ''
  return `${names.slice(0, MOST).join(', ')}${more}`
}

/** With a sentence on what was packed. */
export const withPacked = (inference: Inference, { packed }: OneFile): Inference =>
  packed.length === 0
    ? inference
    : {
        ...inference,
        evidence: [
          ...inference.evidence,
          `its weights are in ${filesText(packed)}: packed into one file with it`,
        ],
      }
