import { GazeError } from '../../errors.ts'
import { nearest } from '../../nearest.ts'
import type { StateDir } from '../../state-dir.ts'
import type { LocalSite } from '../site.ts'
import { type LogFileName, podLogs, SERVICE_NAMES, serviceLog, streamsWithLogs } from './log-files.ts'

export interface Choice {
  readonly streams: readonly string[]
  readonly services: readonly string[]
  readonly all: boolean
}

const checkService = (name: string): void => {
  if ((SERVICE_NAMES as readonly string[]).includes(name)) return
  const near = nearest(name, SERVICE_NAMES)
  throw new GazeError('USAGE', `There is no service "${name}"`, {
    why: `The local stack has ${SERVICE_NAMES.join(' and ')}`,
    hint: `--service ${near ?? SERVICE_NAMES[0]}`,
  })
}

const checkStream = (name: string, recorded: readonly string[], dir: StateDir, follow: boolean): void => {
  if (recorded.includes(name) || (!follow && podLogs(dir, name).length > 0)) return
  const near = nearest(name, recorded)
  throw new GazeError('STREAM_NOT_FOUND', `There is no stream "${name}"`, {
    why: 'No stream of that name is recorded',
    hint: near === undefined ? 'gaze stream list' : `did you mean "${near}"?`,
    details: { stream: name },
  })
}

/** @throws GazeError USAGE, STREAM_NOT_FOUND for what cannot be tailed. */
export const checkChoice = async (site: LocalSite, choice: Choice, follow: boolean): Promise<void> => {
  const { streams, services, all } = choice
  if (streams.length + services.length === 0 && !all)
    throw new GazeError('USAGE', 'Nothing to tail was named', {
      hint: 'name streams, or give --service gaze-server or --all',
    })
  for (const service of services) checkService(service)
  const recorded = (await site.records.streams.list()).map(({ name }) => name)
  for (const stream of streams) checkStream(stream, recorded, site.dir, follow)
}

/** The logs of the choice that are there now. */
export const chosenLogs = (dir: StateDir, { streams, services, all }: Choice): LogFileName[] => {
  const names = all ? streamsWithLogs(dir) : streams
  const chosen = all ? SERVICE_NAMES : services
  return [...chosen.map((name) => serviceLog(dir, name)), ...names.flatMap((name) => podLogs(dir, name))]
}
