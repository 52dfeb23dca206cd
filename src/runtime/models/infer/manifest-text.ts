import type { Manifest } from '../manifest.ts'

/** `1/255` */
export const factorText = (scale: number): string => {
  const inverse = Math.round(1 / scale)
  return scale !== 1 && Math.abs(scale * inverse - 1) < 1e-9 ? `1/${inverse}` : String(scale)
}

/** `images 1x3x416x416 float32, bgr x 1, corner, pad 114` */
export const inputText = ({ input }: Pick<Manifest, 'input'>): string => {
  const channels = input.colour === 'grey' ? 1 : 3
  const size = [input.height, input.width]
  const shape = [input.batch, ...(input.layout === 'nchw' ? [channels, ...size] : [...size, channels])]
  const open = input.dynamic.length > 0 ? ` (${input.dynamic.join(', ')} open)` : ''
  const mean = input.mean.some((value) => value !== 0) ? `, mean ${input.mean.join(' ')}` : ''
  const std = input.std.some((value) => value !== 1) ? `, std ${input.std.join(' ')}` : ''
  return (
    `${input.name} ${shape.join('x')} ${input.type}${open}, ${input.colour} x ${factorText(input.scale)}` +
    `${mean}${std}, ${input.fit}, pad ${input.pad}`
  )
}

/** `person, bicycle, car and 77 more` */
export const classesText = (classes: readonly string[]): string => {
  const first = classes.slice(0, 5).join(', ')
  return classes.length > 5 ? `${first} and ${classes.length - 5} more` : first
}

/** `crane, maillot: more than once`; empty where each name is its own. */
export const repeatedText = (classes: readonly string[]): string => {
  const seen = new Set<string>()
  const repeated = new Set(classes.filter((name) => seen.size === seen.add(name).size))
  return repeated.size === 0 ? '' : `${[...repeated].slice(0, 5).join(', ')}: more than once`
}
