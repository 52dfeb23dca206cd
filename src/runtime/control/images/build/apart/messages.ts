import type { ToldError } from '../../../../process/told-error.ts'
import type { Checked } from './check-source.ts'

/** What the process of a check is asked, once. */
export interface Order {
  readonly text: string
  readonly nodesDir: string
  /** For each module. */
  readonly limitMs: number
}

export type Reply =
  | { readonly type: 'loading'; readonly path: string }
  | { readonly type: 'checked'; readonly checked: Checked }
  | { readonly type: 'failed'; readonly error: ToldError }
