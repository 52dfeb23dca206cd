/** Writes ONNX files byte by byte (protobuf wire format), also such as no exporter would write. */

const varint = (value: number | bigint): Buffer => {
  const bytes: number[] = []
  for (let left = BigInt.asUintN(64, BigInt(value)); ; left >>= 7n) {
    if (left < 128n) return Buffer.from([...bytes, Number(left)])
    bytes.push(Number(left & 127n) | 128)
  }
}

export const int = (field: number, value: number | bigint): Buffer =>
  Buffer.concat([varint(field * 8), varint(value)])

/** A length-delimited field: text, bytes, or the fields of a message. */
export const message = (field: number, ...parts: readonly (string | Buffer)[]): Buffer => {
  const content = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)))
  return Buffer.concat([varint(field * 8 + 2), varint(content.length), content])
}

const FLOAT = 1

/** A GraphProto's input (11) or output (12); text is an axis that is left open. */
export const value = (
  field: 11 | 12,
  name: string,
  shape: readonly (number | string)[],
  type: number = FLOAT,
): Buffer => {
  const dims = shape.map((dim) => message(1, typeof dim === 'number' ? int(1, dim) : message(2, dim)))
  return message(field, message(1, name), message(2, message(1, int(1, type), message(2, ...dims))))
}

export const node = (
  type: string,
  inputs: readonly string[],
  outputs: readonly string[],
  ...more: readonly Buffer[]
): Buffer =>
  message(
    1,
    ...inputs.map((name) => message(1, name)),
    ...outputs.map((name) => message(2, name)),
    message(4, type),
    ...more,
  )

/** A TensorProto of a graph (5), or of an attribute (5). */
export const tensor = (
  name: string,
  dims: readonly (number | bigint)[],
  ...more: readonly Buffer[]
): Buffer => message(5, ...dims.map((dim) => int(1, dim)), int(2, FLOAT), message(8, name), ...more)

/** Data in another file. */
export const external = (location: string): Buffer =>
  Buffer.concat([message(13, message(1, 'location'), message(2, location)), int(14, 1)])

export const graph = (...fields: readonly Buffer[]): Buffer => message(7, ...fields)

export const property = (key: string, text: string): Buffer => message(14, message(1, key), message(2, text))

/** A ModelProto with the fields given. */
export const model = (...fields: readonly Buffer[]): Buffer =>
  Buffer.concat([int(1, 8), message(2, 'gaze-test'), message(3, '1'), ...fields, message(8, int(2, 17))])

const IN = value(11, 'images', [1, 3, 64, 64])
const OUT = value(12, 'output', [1, 5])

/** A graph that gives its input on, with the further fields. */
export const plain = (...fields: readonly Buffer[]): Buffer =>
  model(graph(node('Identity', ['images'], ['output']), IN, OUT, ...fields))

/** The raw grid of YOLOX for 96x64 pixels and three classes; it says what it is and computes nothing of the kind. */
export const yoloxGrid = (...fields: readonly Buffer[]): Buffer =>
  model(
    graph(
      // Two scores at each of three levels.
      ...Array.from({ length: 6 }, (_, n) => node('Sigmoid', ['images'], [`scores-${n}`])),
      node('Reshape', ['images'], ['level']),
      node('Concat', ['level'], ['cells']),
      node('Transpose', ['cells'], ['output']),
      value(11, 'images', [1, 3, 64, 96]),
      value(12, 'output', [1, 126, 8]),
    ),
    ...fields,
  )
