import { GazeError, messageOf } from '../../../errors.ts'
import type { Check, Found } from '../check.ts'

/** As package.json says it. */
const OLDEST = [20, 19] as const

const nodeVersion = async (): Promise<Found> => {
  const { version } = process
  const [major = 0, minor = 0] = version.slice(1).split('.').map(Number)
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return version
  throw new GazeError('PRECONDITION', `Node ${version} is too old`, {
    hint: `Install Node ${OLDEST.join('.')} or later`,
  })
}

/** Loads one; what cannot be loaded is there for another system, or not at all. */
const addon = (name: string, load: () => Promise<unknown>, forWhat: string): Check => ({
  name: `add-on ${name}`,
  look: async () => {
    try {
      await load()
      return `loads; ${forWhat}`
    } catch (error) {
      throw new GazeError('PRECONDITION', `The native add-on ${name} does not load`, {
        why: messageOf(error).split('\n')[0] ?? '',
        hint: 'Install gaze again on this machine: npm i -g',
        cause: error,
      })
    }
  },
})

const media = async (): Promise<Found> => {
  const { chooseMedia } = await import('../../../media/implementation.ts')
  if ((await chooseMedia()) === 'addon') return 'in process, by the add-on node-av'
  return {
    warning: 'by the ffmpeg executable, since the add-on node-av does not load: slower, the same results',
    next: 'Install gaze again on this machine: npm i -g',
  }
}

/** The program itself, wherever it acts. */
export const programChecks: readonly Check[] = [
  { name: 'node', look: nodeVersion },
  addon('zeromq', () => import('zeromq'), 'frames are sent and received'),
  { name: 'ffmpeg', look: media },
]

export const storeAddon: Check = addon('lmdb', () => import('lmdb'), 'records are kept')
