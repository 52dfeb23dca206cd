import type { FileBytes } from './file-bytes.ts'
import type { Dimension, ValueInfo } from './graph.ts'
import { typeName } from './tensor.ts'
import { fieldsOf, type Span, textOf, WireError } from './wire.ts'

const MAX_DIMENSIONS = 64

const dimension = (bytes: FileBytes, span: Span): Dimension => {
  let found: Dimension = ''
  for (const field of fieldsOf(bytes, span)) {
    // What exporters write for an open axis without a name: 0 or -1, which is read as a number without a sign.
    if (field.number === 1) found = field.value > 0 && field.value < 2 ** 63 ? field.value : ''
    if (field.number === 2) found = textOf(bytes, field)
  }
  return found
}

const shapeOf = (bytes: FileBytes, span: Span): Dimension[] => {
  const shape: Dimension[] = []
  for (const field of fieldsOf(bytes, span)) {
    if (field.number === 1) shape.push(dimension(bytes, field))
    if (shape.length > MAX_DIMENSIONS)
      throw new WireError(`a shape has more than ${MAX_DIMENSIONS} axes`, span.start)
  }
  return shape
}

/** What TypeProto calls the other kinds of value, by field number. */
const OTHER_KINDS: Readonly<Record<number, string>> = {
  4: 'sequence',
  5: 'map',
  7: 'opaque',
  8: 'sparse-tensor',
  9: 'optional',
}

type Typed = Pick<ValueInfo, 'type' | 'shape'>

const tensorType = (bytes: FileBytes, span: Span): Typed => {
  let type = typeName(0)
  let shape: Dimension[] = []
  for (const field of fieldsOf(bytes, span)) {
    if (field.number === 1) type = typeName(field.value)
    if (field.number === 2) shape = shapeOf(bytes, field)
  }
  return { type, shape }
}

const typeOf = (bytes: FileBytes, span: Span): Typed => {
  for (const field of fieldsOf(bytes, span)) {
    if (field.number === 1) return tensorType(bytes, field)
    const other = OTHER_KINDS[field.number]
    if (other !== undefined) return { type: other, shape: [] }
  }
  return { type: typeName(0), shape: [] }
}

/** A ValueInfoProto. @throws WireError */
export const readValueInfo = (bytes: FileBytes, span: Span): ValueInfo => {
  let name = ''
  let typed: Typed = { type: typeName(0), shape: [] }
  for (const field of fieldsOf(bytes, span)) {
    if (field.number === 1) name = textOf(bytes, field)
    if (field.number === 2) typed = typeOf(bytes, field)
  }
  return { name, ...typed }
}
