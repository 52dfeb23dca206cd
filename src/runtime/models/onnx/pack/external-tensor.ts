import type { FileBytes } from '../file-bytes.ts'
import { type ExternalTensor, externalRefusal, requireInFolder } from '../external-data.ts'
import { readTensor } from '../tensor.ts'
import type { Span } from '../wire.ts'

/** Where a tensor has its data: `length` bytes from `offset` on, in the file that `location` names. */
interface ExternalData extends ExternalTensor {
  readonly offset: number
  readonly length: number
}

const EXPORT_AGAIN = 'Export the model again: no exporter writes this'

/** A number of bytes as onnx.proto has it written: in decimal. */
const byteCount = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  const value = Number(text)
  return /^\d{1,16}$/.test(text) && Number.isSafeInteger(value) ? value : Number.NaN
}

/**
 * What a TensorProto says of its data in another file; undefined for one with its data in itself.
 * @param name Of the model, for messages.
 * @throws WireError; GazeError MODEL_INVALID for a place outside the model's folder, or numbers that cannot be right
 */
export const externalData = (bytes: FileBytes, span: Span, name: string): ExternalData | undefined => {
  const { name: tensor, type, bytes: wanted, external } = readTensor(bytes, span)
  if (external === undefined) return undefined
  const one = { tensor, location: external.get('location') ?? '' }
  requireInFolder(name, one)
  const refuse = (why: string) => externalRefusal(name, one, why, EXPORT_AGAIN)
  if (wanted === undefined) throw refuse(`and values of type ${type} have no size that is fixed`)
  if (!Number.isSafeInteger(wanted)) throw refuse(`and its shape wants ${wanted} bytes, which no file has`)
  const [offset, length] = ['offset', 'length'].map((key) => byteCount(external.get(key)))
  if (Number.isNaN(offset) || Number.isNaN(length))
    throw refuse(
      `at an offset of ${JSON.stringify(external.get('offset'))} and a length of ` +
        `${JSON.stringify(external.get('length'))}, which are no numbers of bytes`,
    )
  if (length !== undefined && length !== wanted)
    throw refuse(`of which it names ${length} bytes, and its shape wants ${wanted}`)
  return { ...one, offset: offset ?? 0, length: wanted }
}
