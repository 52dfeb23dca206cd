import { GazeError } from '../../errors.ts'
import type { Reading } from '../families/family.ts'
import { confidenceOf, type Trial } from '../try/judge.ts'
import type { Tried, Trials } from '../try/try-choices.ts'
import type { Asked } from './asked.ts'
import type { Settled } from './settle-doubts.ts'

/** `3 found, scores of 2.10 together, 100 % of its boxes within the picture` */
const foundText = (trial: Trial): string => {
  const { length } = trial.detections
  const within = `, ${Math.round(100 * trial.plausible)} % of its boxes within the picture`
  return `${length} found, scores of ${confidenceOf(trial).toFixed(2)} together${length > 0 ? within : ''}`
}

/** `yolov8 (sure): output0 1x84x8400 is …; …` */
const readingText = ({ manifest, certainty, evidence }: Reading, trial: Trial | undefined): string =>
  `${manifest.family} (${certainty}): ${evidence.join('; ')}${trial === undefined ? '' : `: ${foundText(trial)}`}`

const severalFit = (
  { path, command }: Asked,
  readings: readonly Reading[],
  tried: Tried | undefined,
): GazeError =>
  new GazeError('MODEL_AMBIGUOUS', `${path} can be read in ${readings.length} ways`, {
    why: [
      ...readings.map((reading, n) => readingText(reading, tried?.trials[n])),
      ...(tried ? ['The picture does not tell: no way of reading is clearly better than the others'] : []),
    ].join('\n'),
    hint: `Say which: ${command} ${readings.map(({ manifest }) => `--family ${manifest.family}`).join(' or ')}; or --image FILE ${tried ? 'with another picture, on which there is more to find' : 'which tries them'}`,
    details: { families: readings.map(({ manifest }) => manifest.family) },
  })

/**
 * The one family that fits, or the one that a picture shows to be right.
 * @throws GazeError MODEL_AMBIGUOUS with what each finds, where nothing decides
 */
export const settleFamily = async (
  asked: Asked,
  readings: readonly [Reading, ...Reading[]],
  picture: Trials | undefined,
): Promise<{ reading: Reading; settled: readonly Settled[] }> => {
  if (readings.length === 1) return { reading: readings[0], settled: [] }
  const tried = await picture?.readings(readings)
  const reading = tried?.verdict && readings[tried.verdict.index]
  if (reading === undefined) throw severalFit(asked, readings, tried)
  const chosen = reading.manifest.family
  const others = readings.map(({ manifest }) => manifest.family).filter((family) => family !== chosen)
  return { reading, settled: [{ what: 'family', chosen, others, by: 'tried', why: tried!.verdict!.why }] }
}
