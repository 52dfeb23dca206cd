import type { Detection } from '../../pipeline/item.ts'
import type { ToldError } from '../../process/told-error.ts'
import type { DetectorOptions } from '../detector.ts'
import type { ModelFile } from '../model-file.ts'
import type { Region } from '../prepare/placement.ts'

/** What the process of a model is asked; it answers in order. */
export type Order =
  | { readonly type: 'open'; readonly model: ModelFile; readonly options: DetectorOptions }
  /** The picture (RGB, 8 bits, row by row) is at the start of the file `fd`. */
  | {
      readonly type: 'look'
      readonly fd: number
      readonly width: number
      readonly height: number
      readonly regions: readonly Region[]
    }

export type Reply =
  | { readonly type: 'opened'; readonly device: string; readonly fallback?: string | undefined }
  | { readonly type: 'found'; readonly found: Detection[][] }
  | { readonly type: 'failed'; readonly error: ToldError }

/**
 * File descriptors, in the process of the model, of the files by which it is given pictures: while it looks at one, the
 * next is there, so that it need not wait for another process.
 */
export const PICTURE_FDS = [4, 5] as const
