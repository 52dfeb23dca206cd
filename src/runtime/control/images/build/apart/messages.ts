import type { ErrorCode } from '../../../../errors.ts'
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
  | {
      readonly type: 'failed'
      readonly code: ErrorCode
      readonly message: string
      readonly why?: string | undefined
      readonly hint?: string | undefined
      readonly details?: Record<string, unknown> | undefined
    }
