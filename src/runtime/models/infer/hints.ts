import type { Fit, Manifest } from '../manifest.ts'

/** What people say of a model; what they leave away is read from its graph, or is the family's usual value. */
export interface Hints {
  readonly family?: string | undefined
  readonly variant?: string | undefined
  /** A file of class names, or the name of a set. */
  readonly labels?: string | undefined
  readonly colour?: 'rgb' | 'bgr' | 'grey' | undefined
  /** Pixels are multiplied by it: 1 or 1/255, mostly. */
  readonly scale?: number | undefined
  /** After the scale; one for each channel, in the order of the colour. */
  readonly mean?: readonly number[] | undefined
  readonly std?: readonly number[] | undefined
  readonly fit?: Fit | undefined
  readonly activation?: Manifest['activation'] | undefined
  /** Pixels of the input, where the graph leaves them open. */
  readonly size?: { readonly width: number; readonly height: number } | undefined
}
