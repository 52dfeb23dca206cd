import type { Inference } from '../../models/infer/infer-manifest.ts'
import { printable } from '../../printable.ts'
import { inputText } from '../../models/infer/manifest-text.ts'

const settledText = ({ what, chosen, others, by, why }: Inference['settled'][number]): string => {
  if (by === 'tried') return `${what}: ${chosen}, as the picture shows: ${why}`
  if (by === 'recorded') return `${what}: ${chosen}, as recorded (it might be ${others.join(' or ')})`
  return by === 'said'
    ? `${what}: ${chosen}, as said`
    : `${what}: ${chosen}, as is usual; the file does not say (it might be ${others.join(' or ')})`
}

/** What was inferred and from what, for people; one statement a line. */
export const inferenceText = ({ manifest, evidence, settled }: Inference): string =>
  [
    `${manifest.family}${manifest.variant === undefined ? '' : ` (${manifest.variant})`}, ${manifest.task}`,
    ...evidence,
    `input: ${inputText(manifest)}`,
    ...settled.map(settledText),
  ]
    .map((line, n) => `${n === 0 ? '' : '  '}${printable(line)}\n`)
    .join('')
