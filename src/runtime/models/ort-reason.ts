import { messageOf } from '../errors.ts'

/** Where in its own source it is said, with the function's whole signature. */
const PLACE = /\/\S+\/onnxruntime\/\S+:\d+ [^(]*\([^()]*\)(?: const)?\s*/g

/** What ONNX Runtime says, without the path of the file and the places in its source. */
export const ortReason = (error: unknown, path: string): string =>
  messageOf(error).replace(`Load model from ${path} failed:`, '').replace(PLACE, '').trim()
