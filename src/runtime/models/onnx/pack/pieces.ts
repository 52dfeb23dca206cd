import type { FileBytes } from '../file-bytes.ts'
import { fieldsOf, type Span, varintOf, WireError } from '../wire.ts'
import { externalData } from './external-tensor.ts'
import { HOLDS, type Holder } from './holders.ts'

/** A part of a file: of the model itself, or of the file with a tensor's data, by the location that the model names. */
export interface FilePart extends Span {
  readonly location?: string
  readonly tensor?: string
}

/** What a packed model is made of, one behind the other. */
export type Piece = Uint8Array | FilePart

/** Deeper than graphs in attributes of nodes of graphs are nested by any exporter. */
const MAX_DEPTH = 64

/** A hundred times what the largest models have. */
const MAX_TENSORS = 100_000

/** What is packed, and how many tensors more may have their data elsewhere. */
interface Packing {
  readonly bytes: FileBytes
  readonly name: string
  left: number
}

/** TensorProto's own fields. */
const RAW_DATA = 9
const EXTERNAL_DATA = 13
const DATA_LOCATION = 14

export const sizeOf = (pieces: readonly Piece[]): number =>
  pieces.reduce(
    (sum, piece) => sum + (piece instanceof Uint8Array ? piece.length : piece.end - piece.start),
    0,
  )

/** Tag and length before the content of a length-delimited field. */
const header = (field: number, length: number): Uint8Array =>
  Buffer.concat([varintOf(field * 8 + 2), varintOf(length)])

/**
 * The message with its external tensors' data in it; undefined where it has none. The bytes are those that the Python
 * package onnx writes for it (`onnx.save(onnx.load(…))`): what is not replaced stays as it is and where it is.
 * @throws WireError, GazeError MODEL_INVALID for data that is claimed wrongly
 */
const packed = (packing: Packing, span: Span, holder: Holder, depth: number): Piece[] | undefined => {
  if (depth > MAX_DEPTH) throw new WireError(`messages are nested more than ${MAX_DEPTH} deep`, span.start)
  const pieces: Piece[] = []
  let copied = span.start
  let behind = span.start
  for (const field of fieldsOf(packing.bytes, span)) {
    const kind = field.kind === 'bytes' ? HOLDS[holder][field.number] : undefined
    const inner =
      kind === 'tensor' ? packedTensor(packing, field) : kind && packed(packing, field, kind, depth + 1)
    if (inner !== undefined) {
      pieces.push({ start: copied, end: behind }, header(field.number, sizeOf(inner)))
      // One by one: there may be more than a call takes arguments.
      for (const piece of inner) pieces.push(piece)
      copied = field.end
    }
    behind = field.end
  }
  if (pieces.length === 0) return undefined
  pieces.push({ start: copied, end: span.end })
  return pieces
}

const packedTensor = (packing: Packing, span: Span): Piece[] | undefined => {
  const { bytes, name } = packing
  const data = externalData(bytes, span, name)
  if (data === undefined) return undefined
  packing.left -= 1
  if (packing.left < 0)
    throw new WireError(`more than ${MAX_TENSORS} tensors have their data in other files`, span.start)
  const { tensor, location, offset, length } = data
  const raw = [header(RAW_DATA, length), { tensor, location, start: offset, end: offset + length }]
  const before: Piece[] = []
  const after: Piece[] = []
  let behind = span.start
  for (const { number, end } of fieldsOf(bytes, span)) {
    const part = { start: behind, end }
    behind = end
    if (number === EXTERNAL_DATA || number === RAW_DATA) continue
    if (number === DATA_LOCATION) after.push(Buffer.concat([varintOf(DATA_LOCATION * 8), varintOf(0)]))
    else if (number < RAW_DATA) before.push(part)
    else after.push(part)
  }
  return [...before, ...raw, ...after]
}

/**
 * What the model has to be made of so that all of its data is in it; undefined where it is already.
 * @param name For messages.
 */
export const piecesOf = (bytes: FileBytes, name: string): Piece[] | undefined =>
  packed({ bytes, name, left: MAX_TENSORS }, { start: 0, end: bytes.size }, 'model', 0)
