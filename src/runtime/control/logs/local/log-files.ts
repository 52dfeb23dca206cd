import { statSync } from 'node:fs'
import { join } from 'node:path'
import { entriesOf } from '../../../service/files.ts'
import type { LogOrigin } from '../log-line.ts'
import type { StateDir } from '../../../state-dir.ts'

/** A log that can be followed, whether or not what writes it lives. */
export interface LogFileName extends LogOrigin {
  readonly path: string
}

const SERVICES = '_services'
export const SERVICE_NAMES = ['gaze-server', 'info-update'] as const

/** The logs of a stream's pods, those that are gone among them. */
export const podLogs = (dir: StateDir, stream: string): LogFileName[] => {
  const folder = join(dir.logs, stream)
  const pods = entriesOf(folder).map((file) => file.replace(/\.log(\.\d+)?$/, ''))
  return [...new Set(pods)].sort().map((pod) => ({ stream, pod, path: join(folder, `${pod}.log`) }))
}

const changedAt = ({ path }: LogFileName): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

/** Of each stream the pods that live, and of those that are gone the last one. */
export const latestLogs = (logs: readonly LogFileName[], alive: ReadonlySet<string>): LogFileName[] => {
  const last = new Map<string, LogFileName>()
  for (const log of logs.filter(({ pod, service }) => service === undefined && !alive.has(pod))) {
    const other = last.get(log.stream)
    if (other === undefined || changedAt(log) > changedAt(other)) last.set(log.stream, log)
  }
  return logs.filter((log) => log.service !== undefined || alive.has(log.pod) || last.get(log.stream) === log)
}

export const serviceLog = (dir: StateDir, service: string): LogFileName => ({
  stream: '',
  pod: '',
  service,
  path: join(dir.logs, SERVICES, `${service}.log`),
})

/** Streams of which there are logs. */
export const streamsWithLogs = (dir: StateDir): string[] =>
  entriesOf(dir.logs).filter((name) => name !== SERVICES)
