import type { View } from '../pipeline/item.ts'
import { greySize, greyWidths, jpegQualities } from './views.ts'

/** One output of a filter graph. */
export interface Chain {
  readonly width: number
  readonly height: number
  /** `yuv420p` is for video files and has the range of television, the others the full range. */
  readonly format: 'gray' | 'yuvj420p' | 'yuv420p'
}

export interface Chains {
  readonly greys: readonly Chain[]
  /** The full picture as JPEG encoders want it. */
  readonly jpeg: Chain
  readonly qualities: readonly number[]
}

/** What the views of a `width` by `height` picture need. */
export const chainsOf = (views: readonly View[], width: number, height: number): Chains => ({
  greys: greyWidths(views).map((view) => ({ ...greySize(view, width, height), format: 'gray' })),
  jpeg: { width, height, format: 'yuvj420p' },
  qualities: jpegQualities(views),
})

/** Filter names with their arguments; the same in process and for the executable. */
export const filtersOf = (chain: Chain): readonly (readonly [string, string])[] => [
  [
    'scale',
    `w=${chain.width}:h=${chain.height}:flags=area:out_range=${chain.format === 'yuv420p' ? 'tv' : 'pc'}`,
  ],
  ['format', `pix_fmts=${chain.format}`],
]

export const filterText = (chain: Chain): string =>
  filtersOf(chain)
    .map(([name, args]) => `${name}=${args}`)
    .join(',')
