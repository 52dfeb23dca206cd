import { GazeError } from '../../../errors.ts'
import { amountOf } from '../../../cluster/quantity.ts'

const DIGITS = String.raw`(?:\d+(?:\.\d*)?|\.\d+)`
/** Quantities of Kubernetes: a number, an exponent or a suffix; thousandths for CPU only. */
const CPU = new RegExp(`^${DIGITS}(?:[eE][+-]?\\d+|[numk])?$`)
const MEMORY = new RegExp(`^${DIGITS}(?:[eE][+-]?\\d+|[kMGTPE]|[KMGTPE]i)?$`)

const RULES = {
  cpu: { pattern: CPU, hint: 'Write cores or thousandths of one: 2, 0.5 or 500m' },
  memory: { pattern: MEMORY, hint: 'Write bytes with a suffix: 256Mi, 1Gi or 500M' },
} as const

/** No container runs in less; Docker's own least. */
const LEAST_BYTES = 6 * 2 ** 20

/** As it is; empty for no limit. @throws GazeError USAGE */
export const parseQuantity = (what: keyof typeof RULES, text: string): string => {
  const { pattern, hint } = RULES[what]
  if (text === '') return text
  if (!pattern.test(text) || Number.parseFloat(text) <= 0)
    throw new GazeError('USAGE', `--${what} ${text} is not a quantity`, { hint })
  if (what === 'memory' && amountOf(text) < LEAST_BYTES)
    throw new GazeError('USAGE', `--memory ${text} is less than any pod needs`, {
      why: 'Without a suffix it counts bytes; the least is 6Mi',
      hint,
    })
  return text
}
