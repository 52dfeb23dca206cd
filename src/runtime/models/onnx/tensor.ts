import type { FileBytes } from './file-bytes.ts'
import { fieldsOf, type Span, textOf, varint, WireError } from './wire.ts'

/** Names of TensorProto.DataType by number, with the bits of one element; 0 where they have no fixed size. */
const TYPES: readonly (readonly [string, number])[] = [
  ['undefined', 0],
  ['float', 32],
  ['uint8', 8],
  ['int8', 8],
  ['uint16', 16],
  ['int16', 16],
  ['int32', 32],
  ['int64', 64],
  ['string', 0],
  ['bool', 8],
  ['float16', 16],
  ['double', 64],
  ['uint32', 32],
  ['uint64', 64],
  ['complex64', 64],
  ['complex128', 128],
  ['bfloat16', 16],
  ['float8e4m3fn', 8],
  ['float8e4m3fnuz', 8],
  ['float8e5m2', 8],
  ['float8e5m2fnuz', 8],
  ['uint4', 4],
  ['int4', 4],
  ['float4e2m1', 4],
  ['float8e8m0', 8],
  ['uint2', 2],
  ['int2', 2],
]

export const typeName = (type: number): string => TYPES[type]?.[0] ?? `type-${type}`

/** Bytes that a value has at least in the repeated field of that number (onnx.proto, TensorProto): varints have one. */
const LEAST_BYTES: Readonly<Record<number, number>> = { 4: 4, 5: 1, 7: 1, 10: 8, 11: 1 }

/** What a tensor says of itself; its values are not read. */
interface TensorClaim {
  readonly name: string
  readonly type: string
  /** Bytes that its values have; undefined where its type has no fixed size. */
  readonly bytes: number | undefined
  /** `location`, `offset`, `length` of data in another file; none for data in this one. */
  readonly external: ReadonlyMap<string, string> | undefined
}

/** Key and value of a StringStringEntryProto. */
export const readEntry = (bytes: FileBytes, span: Span): [string, string] => {
  let key = ''
  let value = ''
  for (const field of fieldsOf(bytes, span)) {
    if (field.number === 1) key = textOf(bytes, field)
    if (field.number === 2) value = textOf(bytes, field)
  }
  return [key, value]
}

const packed = (bytes: FileBytes, span: Span): number[] => {
  const values: number[] = []
  for (let at = span.start; at < span.end; ) {
    const { value, next } = varint(bytes, at, span.end)
    values.push(value)
    at = next
  }
  return values
}

/** How many values of the type the data can hold at most; undefined where values have no fixed size. */
const room = (type: number, rawBytes: number, listed: number): number | undefined => {
  const bits = TYPES[type]?.[1] ?? 0
  if (bits === 0) return undefined
  // Lists hold one value an entry, or as many small ones as a byte has room for.
  return (rawBytes * 8) / bits + listed * Math.max(1, 8 / bits)
}

/**
 * Skips a TensorProto by its lengths.
 * @throws WireError when its shape wants more values than there are.
 */
export const readTensor = (bytes: FileBytes, span: Span): TensorClaim => {
  let name = ''
  let type = 0
  let wanted = 1
  let rawBytes = 0
  let listed = 0
  let isExternal = false
  const external = new Map<string, string>()
  for (const field of fieldsOf(bytes, span)) {
    const { number, kind, value } = field
    const size = field.end - field.start
    if (number === 1) for (const dim of kind === 'bytes' ? packed(bytes, field) : [value]) wanted *= dim
    if (number === 2) type = value
    if (number === 8) name = textOf(bytes, field)
    if (number === 9) rawBytes += size
    if (number === 13) external.set(...readEntry(bytes, field))
    if (number === 14) isExternal = value === 1
    const least = LEAST_BYTES[number]
    if (least !== undefined) listed += kind === 'bytes' ? size / least : 1
  }
  const bits = TYPES[type]?.[1] ?? 0
  const claim = { name, type: typeName(type), bytes: bits === 0 ? undefined : Math.ceil((wanted * bits) / 8) }
  if (isExternal) return { ...claim, external }
  const held = room(type, rawBytes, listed)
  if (held !== undefined && wanted > held)
    throw new WireError(
      `tensor "${name}" claims ${wanted} values of type ${claim.type}, and the file has ${Math.floor(held)} of them`,
      span.start,
    )
  return { ...claim, external: undefined }
}
