const NOT_THE_FILE = 'Give the ONNX file itself (*.onnx); a download page is not the file'

/** What is often given instead of an ONNX file, by how it begins. */
const BEGINNINGS: readonly {
  readonly at: number
  readonly bytes: string
  readonly what: string
  readonly hint: string
}[] = [
  {
    at: 0,
    bytes: 'version https://git-lfs',
    what: 'a pointer of Git LFS, not the file itself',
    hint: 'git lfs pull fetches the file; or download it from its page',
  },
  {
    at: 0,
    bytes: 'PK\u0003\u0004',
    what: 'a zip archive, which PyTorch checkpoints (*.pt, *.pth) are',
    hint: 'Export it to ONNX',
  },
  { at: 0, bytes: '\u0080\u0002', what: 'a pickle of Python', hint: 'Export it to ONNX' },
  { at: 0, bytes: '\u0089HDF', what: 'an HDF5 file (Keras)', hint: 'Convert it to ONNX (tf2onnx)' },
  { at: 4, bytes: 'TFL3', what: 'a TensorFlow Lite model', hint: 'Convert it to ONNX (tf2onnx --tflite)' },
  {
    at: 4,
    bytes: 'ORTM',
    what: "a model in ONNX Runtime's own format",
    hint: 'Use the ONNX file that it was made from',
  },
  { at: 0, bytes: '\u001F\u008B', what: 'a gzip archive', hint: 'Unpack it first' },
  { at: 0, bytes: '\u00FF\u00D8\u00FF', what: 'a JPEG picture', hint: NOT_THE_FILE },
  { at: 0, bytes: '\u0089PNG', what: 'a PNG picture', hint: NOT_THE_FILE },
  { at: 0, bytes: 'ftrt', what: 'a TensorRT engine', hint: 'Use the ONNX file that it was made from' },
]

const isText = (head: Buffer): boolean =>
  head.every((byte) => (byte >= 0x20 && byte !== 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d)

const textKind = (text: string): string => {
  if (/^\s*<(!doctype html|html)/i.test(text)) return 'a web page'
  if (/^\s*<\?xml/.test(text)) return 'an XML file (OpenVINO, perhaps)'
  return 'a text file'
}

/** What a file is that is no ONNX model; undefined where its beginning does not say so. */
export const foreignFile = (head: Buffer): { readonly what: string; readonly hint: string } | undefined => {
  const text = head.toString('latin1')
  const known = BEGINNINGS.find(({ at, bytes }) => text.startsWith(bytes, at))
  if (known !== undefined || !isText(head)) return known
  return { what: textKind(text), hint: NOT_THE_FILE }
}
