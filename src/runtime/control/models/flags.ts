import { GazeError } from '../../errors.ts'
import type { Hints } from '../../models/infer/hints.ts'

/** What the flags of `gaze model add` say of the model, as text. */
export interface HintFlags
  extends Pick<Hints, 'family' | 'variant' | 'labels' | 'colour' | 'fit' | 'activation'> {
  readonly scale?: string | undefined
  readonly mean?: string | undefined
  readonly std?: string | undefined
  readonly size?: string | undefined
}

const bad = (flag: string, given: string, hint: string): GazeError =>
  new GazeError('USAGE', `--${flag} ${given} is wrong`, { hint: `Write ${hint}` })

const number = (flag: string, text: string): number => {
  const [top = Number.NaN, bottom = 1, ...more] = text
    .split('/')
    .map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  const value = top / bottom
  if (more.length === 0 && Number.isFinite(value)) return value
  throw bad(flag, text, 'a number, such as 1, 0.5 or 1/255')
}

const numbers = (flag: string, text: string): number[] => {
  const values = text.split(',').map((part) => number(flag, part))
  if (values.length === 1 || values.length === 3) return values
  throw bad(flag, text, 'one number for all channels, or three with commas between them')
}

const positive = (flag: string, values: readonly number[], given: string): readonly number[] => {
  if (values.every((value) => value > 0)) return values
  throw bad(flag, given, 'numbers above 0')
}

const size = (text: string): Hints['size'] => {
  const [, width, height] = /^(\d{1,5})x(\d{1,5})$/.exec(text) ?? []
  if (Number(width) > 0 && Number(height) > 0) return { width: Number(width), height: Number(height) }
  throw bad('size', text, 'WIDTHxHEIGHT in pixels, such as 640x384')
}

/** @throws GazeError USAGE */
export const hintsOf = ({ scale, mean, std, size: given, ...flags }: HintFlags): Hints => ({
  // One by one: a command's other flags are no hints.
  ...{ family: flags.family, variant: flags.variant, labels: flags.labels, colour: flags.colour },
  ...{ fit: flags.fit, activation: flags.activation },
  ...(scale !== undefined && { scale: positive('scale', [number('scale', scale)], scale)[0] }),
  ...(mean !== undefined && { mean: numbers('mean', mean) }),
  ...(std !== undefined && { std: positive('std', numbers('std', std), std) }),
  ...(given !== undefined && { size: size(given) }),
})

/** @throws GazeError USAGE */
export const shareOf = (flag: string, text: string): number => {
  const value = number(flag, text)
  if (value >= 0 && value <= 1) return value
  throw bad(flag, text, 'a number from 0 to 1')
}

/** @throws GazeError USAGE */
export const checkSha256 = (text: string | undefined): void => {
  if (text !== undefined && !/^[0-9a-f]{64}$/i.test(text))
    throw bad('sha256', text, '64 hexadecimal digits, as sha256sum prints them')
}
