import type { Choice } from './choice.ts'

export interface TailOptions {
  readonly choice: Choice
  /** Milliseconds back from now. */
  readonly since?: number | undefined
  /** The last past lines of each log. */
  readonly tail?: number | undefined
  /** Only the run before the present one. */
  readonly previous: boolean
  readonly follow: boolean
  /** How many logs of a cluster are read at once. */
  readonly most: number
  readonly wanted: (line: { readonly text: string }) => boolean
  readonly notice: (text: string) => void
  readonly signal: AbortSignal
}
