import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { GazeError } from '../../../errors.ts'
import { canBind } from '../../../net/free-port.ts'
import { holderOf } from '../../../net/tcp-table.ts'
import { type StateDir, stateDir } from '../../../state-dir.ts'
import { readStack } from '../../site/read-stack.ts'
import type { Check, Found } from '../check.ts'
import { programChecks, storeAddon } from './program-checks.ts'

const PORTS = [5001, 5002, 5004] as const
const MIB = 1024 * 1024
/** Records, logs and event logs of a few streams. */
const LEAST_MIB = 200
const LITTLE_MIB = 2_000

/** The directory, or the first above it that is there. */
const existing = (path: string): string => (existsSync(path) ? path : existing(dirname(path)))

const writable = async (root: string): Promise<Found> => {
  const place = existing(root)
  try {
    accessSync(place, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new GazeError('NOT_ALLOWED', `${place} cannot be written`, {
      hint: 'Check its owner and mode, or name another directory with --state-dir',
      cause: error,
    })
  }
  if (place !== root) return `${root} can be made`
  const open = (statSync(root).mode & 0o077) !== 0
  return open ? { warning: `others may look into ${root}`, next: `chmod 700 ${root}` } : root
}

const disk = async (root: string): Promise<Found> => {
  const { bavail, bsize } = await statfs(existing(root))
  const free = Math.floor((bavail * bsize) / MIB)
  const next = `Free some space on the disk of ${root}`
  if (free < LEAST_MIB)
    throw new GazeError('PRECONDITION', `Only ${free} MiB are free on the disk of ${root}`, { hint: next })
  return free < LITTLE_MIB ? { warning: `${free} MiB are free`, next } : `${free} MiB are free`
}

const records = async (dir: StateDir): Promise<Found> => {
  if (!existsSync(dir.records)) return 'nothing is recorded yet'
  const { openEmbedded } = await import('../../../records/embedded.ts')
  const store = await openEmbedded(dir)
  try {
    const [images, streams] = await Promise.all([store.images.list(), store.streams.list()])
    return `${images.length} images, ${streams.length} streams`
  } finally {
    await store.close()
  }
}

const ports = async (dir: StateDir): Promise<Found> => {
  const stack = await readStack(dir)
  if (stack !== undefined) return Object.values(stack.ports).join(', ')
  const taken: string[] = []
  for (const port of PORTS)
    if (!(await canBind('127.0.0.1', port))) taken.push(`${port} (${holderOf(port) ?? 'another program'})`)
  if (taken.length === 0) return `${PORTS.join(', ')} are free`
  return {
    warning: `taken: ${taken.join(', ')}`,
    next: 'Nothing has to be done: gaze up takes others and says so',
  }
}

const stackState = async (dir: StateDir, signal: AbortSignal): Promise<Found> => {
  const stack = await readStack(dir)
  if (stack === undefined) return 'not running; gaze up starts it'
  const { isReady } = await import('../../stack/ask.ts')
  if (await isReady(stack, signal)) return `running since ${stack.startedAt}`
  throw new GazeError('NOT_RUNNING', 'The stack is running and is not ready', {
    hint: 'gaze status, and gaze logs tail --service info-update',
  })
}

/** What the stack of this machine needs. */
export const localChecks = (root: string): readonly Check[] => {
  const dir = stateDir(root)
  return [
    ...programChecks,
    storeAddon,
    { name: 'state directory', look: () => writable(root) },
    { name: 'disk', look: () => disk(root) },
    { name: 'records', needs: ['add-on lmdb'], look: () => records(dir) },
    { name: 'ports', look: () => ports(dir) },
    { name: 'stack', look: (signal) => stackState(dir, signal) },
  ]
}
