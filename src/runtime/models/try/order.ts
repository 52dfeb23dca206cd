import type { Rgb } from '../../pipeline/item.ts'
import type { ToldError } from '../../process/told-error.ts'
import type { ModelFile } from '../model-file.ts'
import type { Found } from './trial.ts'

/** What the process of a trial is asked, once. */
export interface Order {
  readonly model: ModelFile
  /** Undefined: a blank one, of which nothing is told. */
  readonly picture: Rgb | undefined
  /** Least score, 0-1. */
  readonly threshold: number
}

export type Reply =
  | { readonly type: 'found'; readonly found: Found }
  /** `loaded`: it failed as it ran. */
  | { readonly type: 'failed'; readonly loaded: boolean; readonly error: ToldError }
