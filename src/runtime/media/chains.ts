import type { View } from '../pipeline/item.ts'
import { isSideways } from './source/rotation.ts'
import { greySize, greyWidths, jpegQualities, toEven, wantsRgb } from './views.ts'

/** One output of a filter graph. */
export interface Chain {
  /** Pixels of what comes out. */
  readonly width: number
  readonly height: number
  /** `yuv420p` is for video files and has the range of television, the others the full range. */
  readonly format: 'gray' | 'rgb24' | 'yuvj420p' | 'yuv420p'
  /** Colour as libjpeg has it: chroma interpolated between the pixels, nothing rounded on the way; from even sizes. */
  readonly exact?: boolean
  /** Filters that turn the picture upright, none where empty or absent. */
  readonly turn?: string
}

export interface Shape {
  /** Pixels of the picture upright. */
  readonly width: number
  readonly height: number
  readonly turn: string
  readonly exact: boolean
}

export interface Chains {
  /** What JavaScript looks at: the grey pictures by width, then the one in colour, where it is asked for. */
  readonly rasters: readonly Chain[]
  /** The full picture as JPEG encoders want it. */
  readonly jpeg: Chain
  readonly qualities: readonly number[]
}

/** What the views of a picture need. */
export const chainsOf = (views: readonly View[], { width, height, turn, exact }: Shape): Chains => ({
  rasters: [
    ...greyWidths(views).map((view): Chain => ({ ...greySize(view, width, height), format: 'gray', turn })),
    ...(wantsRgb(views) ? [{ width, height, format: 'rgb24', turn, exact } as const] : []),
  ],
  jpeg: { width, height, format: 'yuvj420p', turn },
  qualities: jpegQualities(views),
})

export const bytesPerPixel = ({ format }: Chain): number => (format === 'rgb24' ? 3 : 1)

/** Bilinear is the triangle by which libjpeg makes chroma of full size. */
const EXACT = 'flags=bilinear+accurate_rnd+full_chroma_int+full_chroma_inp'

type Filter = readonly [name: string, args: string | null]

/** By planes, because exact interleaved output is not vectorised in swscale: three times as slow. */
const exactColour = (width: number, height: number): readonly Filter[] => {
  const [evenWidth, evenHeight] = [toEven(width), toEven(height)]
  const odd = evenWidth !== width || evenHeight !== height
  return [
    ['scale', `w=${evenWidth}:h=${evenHeight}:${EXACT}`],
    ['format', 'pix_fmts=gbrp'],
    ...(odd ? [['crop', `${width}:${height}:0:0`] as const] : []),
    ['scale', EXACT],
    ['format', 'pix_fmts=rgb24'],
  ]
}

const conversion = (chain: Chain): readonly Filter[] => {
  const { format, exact } = chain
  const sideways = isSideways(chain.turn ?? '')
  const [width, height] = sideways ? [chain.height, chain.width] : [chain.width, chain.height]
  if (format === 'rgb24' && exact === true) return exactColour(width, height)
  const options =
    // Swscale's direct way, chroma of the nearest pixel, takes a third of the time; OpenCV reads videos by it.
    format === 'rgb24' ? 'flags=bicubic' : `flags=area:out_range=${format === 'yuv420p' ? 'tv' : 'pc'}`
  return [
    ['scale', `w=${width}:h=${height}:${options}`],
    ['format', `pix_fmts=${format}`],
  ]
}

const turning = (turn: string): readonly Filter[] =>
  turn === ''
    ? []
    : turn.split(',').map((step) => {
        const [name = '', args = null] = step.split('=')
        return [name, args]
      })

/** Filter names with their arguments; the same in process and for the executable. Turned last, when it is smallest. */
export const filtersOf = (chain: Chain): readonly Filter[] => [
  ...conversion(chain),
  ...turning(chain.turn ?? ''),
]

export const filterText = (chain: Chain): string =>
  filtersOf(chain)
    .map(([name, args]) => (args === null ? name : `${name}=${args}`))
    .join(',')
