import { GazeError, messageOf } from '../errors.ts'

interface Cause {
  readonly why: string
  readonly hint: string
}

const forbidden = (path: string): Cause => ({
  why: 'This user may not write there, or the file system is read-only',
  hint: `Check owner and mode of ${path}, or name another directory with --state-dir`,
})
const full = (path: string): Cause => ({
  why: 'The disk is full',
  hint: `Free some space on the disk of ${path}, then repeat the command`,
})
const notDirectory = (path: string): Cause => ({
  why: 'A file is where a directory should be',
  hint: `Move it away, or name another directory than ${path} with --state-dir`,
})
const unmakable = (path: string): Cause => ({
  why: 'No directory can be made there',
  hint: `Name another directory than ${path} with --state-dir`,
})
const damaged = (path: string): Cause => ({
  why: 'It is damaged',
  hint: `Move it aside (mv ${path} ${path}.damaged) and add images and streams again, or put a backup in its place`,
})
const busy = (path: string): Cause => ({
  why: 'Too many processes have it open',
  hint: `Wait until some gaze commands on ${path} have ended`,
})

/** System errors by name and by number (LMDB passes errno as it is), and LMDB's own. */
const CAUSES: Record<string, (path: string) => Cause> = {
  EACCES: forbidden,
  EPERM: forbidden,
  EROFS: forbidden,
  '13': forbidden,
  '1': forbidden,
  '30': forbidden,
  ENOSPC: full,
  EDQUOT: full,
  '28': full,
  '122': full,
  '-30792': full,
  ENOENT: unmakable,
  ENOTDIR: notDirectory,
  EEXIST: notDirectory,
  '20': notDirectory,
  '-30793': damaged,
  '-30794': damaged,
  '-30796': damaged,
  '-30797': damaged,
  '-30790': busy,
}

const codeOf = (error: unknown): string => String((error as { code?: unknown } | undefined)?.code ?? '')

/** The error of a state directory that cannot be made or written; any other error as it is. */
export const unwritable = (path: string, cause: unknown): unknown => {
  const known = CAUSES[codeOf(cause)]?.(path)
  if (known === undefined) return cause
  return new GazeError('STORE_UNAVAILABLE', `The state directory ${path} cannot be written`, {
    ...known,
    details: { path },
    cause,
  })
}

/** The error of a file in the state directory that is there and cannot be read. */
export const unreadable = (path: string, cause: unknown): GazeError =>
  new GazeError('STORE_UNAVAILABLE', `The file ${path} cannot be read`, {
    why: messageOf(cause),
    hint: 'Look at its owner, its mode and its disk, then repeat the command',
    details: { path },
    cause,
  })

/** True for what a reader can live with: the store is there but cannot be written. */
export const isForbidden = (error: unknown): boolean => CAUSES[codeOf(error)] === forbidden

/** The error of a store that cannot be used, with the reason and the next step. */
export const unavailable = (path: string, what: string, cause: unknown): GazeError => {
  if (cause instanceof GazeError) return cause
  const known = CAUSES[codeOf(cause)]?.(path)
  return new GazeError('STORE_UNAVAILABLE', `The record store at ${path} cannot be ${what}`, {
    why: known?.why ?? messageOf(cause),
    hint: known?.hint ?? `Look at ${path}, or name another directory with --state-dir`,
    details: { path },
    cause,
  })
}

/** The error of a store whose content is not what it should be. */
export const damagedStore = (path: string, why: string): GazeError =>
  new GazeError('STORE_UNAVAILABLE', `The record store at ${path} cannot be read`, {
    why,
    hint: damaged(path).hint,
    details: { path },
  })
