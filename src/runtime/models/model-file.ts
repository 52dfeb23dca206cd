import type { Manifest } from './manifest.ts'

/** A model that is ready to be loaded: checked against its hash. */
export interface ModelFile {
  readonly name: string
  /** Absolute path of the ONNX file. */
  readonly path: string
  readonly manifest: Manifest
}
