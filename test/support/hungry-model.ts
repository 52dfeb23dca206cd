import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../src/runtime/package-root.ts'
import { int, message, node } from './onnx.ts'

const PLAIN = join(packageRoot, 'test/runtime/models/fixtures/graphs/yolov8-metadata.onnx')
const GRAPH = 7
const INT64 = 7

/** A number of protobuf's wire format, and where what follows it begins. */
const varint = (bytes: Buffer, start: number): { value: number; end: number } => {
  let value = 0
  for (let end = start; ; end += 1) {
    const byte = bytes.readUInt8(end)
    value += (byte & 127) * 128 ** (end - start)
    if (byte < 128) return { value, end: end + 1 }
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

/** A YOLOv8 of a few hundred bytes that wants at least `4 * floats` bytes of memory as it is loaded. */
export const hungryModel = (floats: number): Buffer => {
  const bytes = readFileSync(PLAIN)
  const fields: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const tag = varint(bytes, at)
    const length = varint(bytes, tag.end)
    const isNumber = tag.value % 8 === 0
    const end = isNumber ? length.end : length.end + length.value
    const isGraph = tag.value === GRAPH * 8 + 2
    fields.push(
      isGraph ? message(GRAPH, bytes.subarray(length.end, end), ...waste(floats)) : bytes.subarray(at, end),
    )
    at = end
  }
  return Buffer.concat(fields)
}
