import { GazeError } from '../../errors.ts'
import { nearest } from '../../nearest.ts'
import type { Reading } from '../families/family.ts'
import { familyNamed } from '../families/registry.ts'
import { MOST_PIXELS } from '../families/parts/picture-input.ts'
import type { ModelInput } from '../manifest.ts'
import type { Asked } from './asked.ts'
import type { Hints } from './hints.ts'

type Draft = Reading['manifest']

const usage = (message: string, why: string, hint: string): GazeError =>
  new GazeError('USAGE', message, { why, hint })

const channelsOf = ({ colour }: ModelInput): 1 | 3 => (colour === 'grey' ? 1 : 3)

const channelsText = (input: ModelInput): string =>
  channelsOf(input) === 1 ? 'one channel' : 'three channels'

const perChannel = (flag: string, given: readonly number[], input: ModelInput): readonly number[] => {
  const channels = channelsOf(input)
  if (given.length === channels) return given
  const [one] = given
  if (given.length === 1 && one !== undefined) return Array.from({ length: channels }, () => one)
  throw usage(
    `--${flag} has ${given.length} values`,
    `The model's input has ${channelsText(input)}`,
    `--${flag} ${channels === 1 ? 'N' : 'N,N,N'}, or one number for all channels`,
  )
}

/** Values of channels follow their channel where red and blue change places. */
const withColour = (input: ModelInput, colour: ModelInput['colour'] | undefined): ModelInput => {
  if (colour === undefined || colour === input.colour) return input
  if ((colour === 'grey') !== (input.colour === 'grey'))
    throw usage(
      `--colour ${colour} does not fit`,
      `The model's input has ${channelsText(input)}`,
      input.colour === 'grey' ? 'Leave --colour away' : '--colour rgb or --colour bgr',
    )
  return { ...input, colour, mean: [...input.mean].reverse(), std: [...input.std].reverse() }
}

const withSize = (input: ModelInput, size: Hints['size']): ModelInput => {
  if (size === undefined) return input
  if (size.width * size.height * input.batch > MOST_PIXELS)
    throw usage(
      `--size ${size.width}x${size.height} is too large`,
      `An input has ${MOST_PIXELS} pixels at most`,
      'Give the size that the model was trained with, such as --size 640x640',
    )
  for (const side of ['width', 'height'] as const)
    if (size[side] !== input[side] && !input.dynamic.includes(side))
      throw usage(
        `--size ${size.width}x${size.height} does not fit`,
        `The graph fixes its input at ${input.width}x${input.height} (width x height)`,
        'Leave --size away: pictures of any size are fitted into that; or export the model with open axes',
      )
  return { ...input, ...size }
}

/** @throws GazeError USAGE for a layout that the family does not have */
export const requireVariant = ({ command }: Asked, family: string, given: string | undefined): void => {
  if (given === undefined) return
  const variants = familyNamed(family)?.variants ?? []
  if (variants.includes(given)) return
  const near = nearest(given, variants) ?? variants[0]
  throw new GazeError('USAGE', `The family ${family} has no variant "${given}"`, {
    why: variants.length === 0 ? 'It has one layout only' : `It has ${variants.join(' and ')}`,
    hint:
      near === undefined ? `${command} without --variant` : `${command} --family ${family} --variant ${near}`,
    details: { family, variants },
  })
}

/** Puts what people say over what was read. @throws GazeError USAGE where the graph allows no such value. */
export const applyHints = (draft: Draft, hints: Hints): Draft => {
  const coloured = withSize(withColour(draft.input, hints.colour), hints.size)
  const input: ModelInput = {
    ...coloured,
    ...(hints.scale !== undefined && { scale: hints.scale }),
    ...(hints.mean !== undefined && { mean: perChannel('mean', hints.mean, coloured) }),
    ...(hints.std !== undefined && { std: perChannel('std', hints.std, coloured) }),
    ...(hints.fit !== undefined && { fit: hints.fit }),
  }
  return {
    ...draft,
    input,
    ...(hints.activation !== undefined && { activation: hints.activation }),
    ...(hints.variant !== undefined && { variant: hints.variant }),
  }
}
