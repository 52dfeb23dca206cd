import { confidenceOf } from '../../../models/try/judge.ts'
import type { Tried } from '../../../models/try/try-choices.ts'
import type { Detection } from '../../../pipeline/item.ts'
import { printable } from '../../../printable.ts'
import type { CheckedModel } from './check.ts'
import { inferenceText } from '../inference-text.ts'

const MOST = 20

const detectionText = ({ class: name, score = 0, box }: Detection): string =>
  `  ${score.toFixed(3)}  ${printable(name)}  ${box.map((side) => side.toFixed(3)).join(' ')}\n`

const foundText = (detections: readonly Detection[], image: string): string => {
  const rest = detections.length - MOST
  return [
    `On ${printable(image)}: ${detections.length} found${detections.length > 0 ? ' (score, class, box x1 y1 x2 y2)' : ''}\n`,
    ...detections.slice(0, MOST).map(detectionText),
    rest > 0 ? `  and ${rest} more\n` : '',
  ].join('')
}

const triedText = ({ what, trials, verdict }: Tried): string =>
  [
    `${what}: ${verdict === undefined ? 'the picture does not tell' : verdict.why}\n`,
    ...trials.map(
      (trial) =>
        `  ${trial.label}: ${trial.detections.length} found, scores of ${confidenceOf(trial).toFixed(2)} together\n`,
    ),
  ].join('')

/** What `gaze model check` prints for people. */
export const checkText = (
  { inference, detections, tried }: CheckedModel,
  image: string | undefined,
): string =>
  [
    inferenceText(inference),
    ...(image === undefined
      ? ['Loaded and run on a blank picture; --image FILE runs it on one of yours.\n']
      : [...tried.map(triedText), foundText(detections, image)]),
  ].join('')
