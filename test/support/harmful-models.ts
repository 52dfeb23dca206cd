import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../src/runtime/package-root.ts'
import { int, message, node, value } from './onnx.ts'

const PLAIN = join(packageRoot, 'test/runtime/models/fixtures/graphs/yolov8-metadata.onnx')
const GRAPH = 7
const INT64 = 7
const BOOL = 9
const GRAPH_ATTRIBUTE = 5

/** A number of protobuf's wire format, and where what follows it begins. */
const varint = (bytes: Buffer, start: number): { value: number; end: number } => {
  let sum = 0
  for (let end = start; ; end += 1) {
    const byte = bytes.readUInt8(end)
    sum += (byte & 127) * 128 ** (end - start)
    if (byte < 128) return { value: sum, end: end + 1 }
  }
}

/** Nodes that fill so many floats, and give nothing to the others. */
const waste = (floats: number): Buffer[] => {
  const data = Buffer.alloc(8)
  data.writeBigInt64LE(BigInt(floats))
  return [
    node('ConstantOfShape', ['many'], ['zeros']),
    node('ReduceMax', ['zeros'], ['most']),
    message(5, int(1, 1), int(2, INT64), message(8, 'many'), message(9, data)),
  ]
}

/** A YOLOv8 of a few hundred bytes whose graph has that, too. */
const plainWith = (...more: readonly Buffer[]): Buffer => {
  const bytes = readFileSync(PLAIN)
  const fields: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const tag = varint(bytes, at)
    const length = varint(bytes, tag.end)
    const isNumber = tag.value % 8 === 0
    const end = isNumber ? length.end : length.end + length.value
    const isGraph = tag.value === GRAPH * 8 + 2
    fields.push(isGraph ? message(GRAPH, bytes.subarray(length.end, end), ...more) : bytes.subarray(at, end))
    at = end
  }
  return Buffer.concat(fields)
}

/** A YOLOv8 that wants at least `4 * floats` bytes of memory as it is loaded. */
export const hungryModel = (floats: number): Buffer => plainWith(...waste(floats))

/** A YOLOv8 whose run has no end: a loop that is told to go on each time. */
export const endlessModel = (): Buffer => {
  const body = [
    node('Identity', ['goes'], ['goes-on']),
    node('Identity', ['kept'], ['kept-on']),
    message(2, 'body'),
    value(11, 'times', [], INT64),
    value(11, 'goes', [], BOOL),
    value(11, 'kept', [], BOOL),
    value(12, 'goes-on', [], BOOL),
    value(12, 'kept-on', [], BOOL),
  ]
  const attribute = message(5, message(1, 'body'), message(6, ...body), int(20, GRAPH_ATTRIBUTE))
  return plainWith(
    node('Loop', ['', 'yes', 'yes'], ['never'], attribute),
    message(5, int(2, BOOL), message(8, 'yes'), message(9, Buffer.of(1))),
  )
}
