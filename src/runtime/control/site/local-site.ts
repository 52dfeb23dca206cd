import { readFile } from 'node:fs/promises'
import { GazeError } from '../../errors.ts'
import type { IngestState } from '../../ingest/state.ts'
import type { StackState } from '../../reconcile/stack.ts'
import { openEmbedded } from '../../records/embedded.ts'
import { type StateDir, stateDir } from '../../state-dir.ts'
import { askBytes, askProcess } from '../stack/ask.ts'
import { readStack } from './read-stack.ts'
import { unseenServices } from './service-status.ts'
import type { Absence, Intake, LocalSite, ServiceStatus } from './types.ts'

const NUDGE_MS = 1_000
const ABSENT: Absence = { what: 'the local stack is not running', next: 'gaze up starts it', podsRun: false }

const nudge = async (dir: StateDir): Promise<void> => {
  const stack = await readStack(dir)
  if (stack === undefined) return
  const { callJson } = await import('../../service/http-client.ts')
  const token = (await readFile(dir.token, 'utf8')).trim()
  const url = `http://127.0.0.1:${stack.ports.control}/nudge`
  await callJson({ method: 'POST', url, token, signal: AbortSignal.timeout(NUDGE_MS), timeoutMs: NUDGE_MS })
}

const services = async (dir: StateDir, signal: AbortSignal): Promise<ServiceStatus[] | undefined> => {
  const stack = await readStack(dir)
  if (stack === undefined) return undefined
  const state = await askProcess<StackState>(dir, stack.ports.control, '/state', signal)
  return state?.services.map(({ pid: _pid, ...service }) => service) ?? unseenServices('Pending')
}

const reachable = (host: string): string => (host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host)

const intake = async (dir: StateDir): Promise<Intake> => {
  const stack = await readStack(dir)
  if (stack === undefined)
    throw new GazeError('NOT_RUNNING', 'The local stack is not running, so nothing takes frames', {
      hint: 'gaze up starts it; --to HOST:PORT sends to another place',
    })
  return { host: reachable(stack.ingestHost), port: stack.ports.ingest, publicKey: '' }
}

/** @throws GazeError STORE_UNAVAILABLE when the records cannot be opened. */
export const openLocalSite = async (root: string): Promise<LocalSite> => {
  const dir = stateDir(root)
  const records = await openEmbedded(dir)
  return {
    kind: 'local',
    records,
    dir,
    stack: () => readStack(dir),
    absence: async () => ((await readStack(dir)) === undefined ? ABSENT : undefined),
    services: (signal) => services(dir, signal),
    ingest: async (signal) => {
      const stack = await readStack(dir)
      return stack && askProcess<IngestState>(dir, stack.ports.http, '/state', signal)
    },
    askPod: async ({ ports }, path, signal) =>
      ports.http === undefined ? undefined : askBytes(dir, ports.http, path, signal),
    intake: () => intake(dir),
    publicKeyOf: async () => '',
    // A nudge only says "now"; who misses it follows the records anyway.
    nudge: () => nudge(dir).catch(() => undefined),
    close: () => records.close(),
  }
}
