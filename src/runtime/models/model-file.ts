import type { Manifest } from './manifest.ts'

/** A model as it is given to a pod: which file it is, and how to run it. */
export type WantedModel = Pick<Manifest, 'sha256'> & { readonly manifest: Manifest }

/** A model that is ready to be loaded: checked against its hash. */
export interface ModelFile {
  readonly name: string
  /** Absolute path of the ONNX file. */
  readonly path: string
  readonly manifest: Manifest
}
