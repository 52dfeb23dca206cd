import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** A process told apart from any later one that gets the same pid. */
export interface ProcessIdentity {
  readonly pid: number
  readonly mark: string
}

const BOOT_ID = '/proc/sys/kernel/random/boot_id'
const ENDED = new Set(['Z', 'X', 'x'])

/** Nothing of that process is to be read: it has ended, or this system has no /proc. */
const readIfThere = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ESRCH') return undefined
    throw error
  }
}

/** Fields of /proc/PID/stat after the name, which may itself hold blanks and brackets: state first, start time 20th. */
const markFromStat = (stat: string, boot: string): string | undefined => {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state = '', start = ''] = [fields[0], fields[19]]
  return ENDED.has(state) ? undefined : `${boot.trim()}/${start}`
}

const markFromPs = (pid: number): string | undefined => {
  try {
    const [state = '', ...started] = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { PATH: '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC' },
    })
      .trim()
      .split(/\s+/)
    return state === '' || state.startsWith('Z') ? undefined : started.join(' ')
  } catch (error) {
    // ps exits 1 when there is no such process.
    if ((error as { status?: number }).status === 1) return undefined
    throw error
  }
}

/**
 * The mark of a running process: boot id and start time, stable for its life and never given to another.
 * Undefined when there is no such process, or only what is left of one (a zombie).
 */
export const processMark = (pid: number): string | undefined => {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined
  const boot = readIfThere(BOOT_ID)
  if (boot === undefined) return markFromPs(pid)
  const stat = readIfThere(`/proc/${pid}/stat`)
  return stat === undefined ? undefined : markFromStat(stat, boot)
}

/** This process. */
export const ownIdentity = (): ProcessIdentity => ({
  pid: process.pid,
  mark: processMark(process.pid) ?? '',
})

/** True while exactly that process runs. */
export const isAlive = (process: ProcessIdentity): boolean =>
  process.mark !== '' && processMark(process.pid) === process.mark
