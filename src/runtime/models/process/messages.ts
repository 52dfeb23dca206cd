import type { Detection } from '../../pipeline/item.ts'
import type { ToldError } from '../../process/told-error.ts'
import type { DetectorOptions } from '../detector.ts'
import type { ModelFile } from '../model-file.ts'
import type { Region } from '../prepare/placement.ts'

/** What the process of a model is asked, one at a time. */
export type Order =
  | { readonly type: 'open'; readonly model: ModelFile; readonly options: DetectorOptions }
  /** The picture (RGB, 8 bits, row by row) is at the start of the file `PICTURE_FD`. */
  | {
      readonly type: 'look'
      readonly width: number
      readonly height: number
      readonly regions: readonly Region[]
    }

export type Reply =
  | { readonly type: 'opened'; readonly device: string; readonly fallback?: string | undefined }
  | { readonly type: 'found'; readonly found: Detection[][] }
  | { readonly type: 'failed'; readonly error: ToldError }

/** The file descriptor, in the process of the model, of the file by which it is given pictures. */
export const PICTURE_FD = 4
