import type { StateDir } from '../../../state-dir.ts'
import type { LocalSite } from '../../site.ts'
import { type Choice, checkServices, streamNotFound } from '../choice.ts'
import { type LogFileName, podLogs, SERVICE_NAMES, serviceLog, streamsWithLogs } from './log-files.ts'

/** @throws GazeError USAGE, STREAM_NOT_FOUND for what cannot be tailed. */
export const checkChoice = async (site: LocalSite, choice: Choice, follow: boolean): Promise<void> => {
  checkServices(choice, SERVICE_NAMES)
  const recorded = (await site.records.streams.list()).map(({ name }) => name)
  for (const name of choice.streams)
    if (!recorded.includes(name) && (follow || podLogs(site.dir, name).length === 0))
      throw streamNotFound(name, recorded)
}

/** The logs of the choice that are there now. */
export const chosenLogs = (dir: StateDir, { streams, services, all }: Choice): LogFileName[] => {
  const names = all ? streamsWithLogs(dir) : streams
  const chosen = all ? SERVICE_NAMES : services
  return [...chosen.map((name) => serviceLog(dir, name)), ...names.flatMap((name) => podLogs(dir, name))]
}
