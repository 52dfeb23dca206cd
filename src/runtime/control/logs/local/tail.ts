import type { LocalSite } from '../../site.ts'
import type { TailedLine } from '../log-line.ts'
import type { TailOptions } from '../tail-options.ts'
import { checkChoice, chosenLogs } from './choose.ts'
import { type LogFileName, latestLogs } from './log-files.ts'
import { tailFiles } from './tail-files.ts'
import { watchStack } from './watch-stack.ts'

/** Reads the log files, so that nothing needs to run. @throws GazeError USAGE, STREAM_NOT_FOUND */
export async function* tailLocalLogs(site: LocalSite, options: TailOptions): AsyncGenerator<TailedLine[]> {
  const { choice, since, tail, previous, follow, notice, signal } = options
  await checkChoice(site, choice, follow)
  const alive = new Set((await site.records.pods.list()).map(({ name }) => name))
  const list = (): LogFileName[] => chosenLogs(site.dir, choice)
  yield* tailFiles({
    list: previous ? () => latestLogs(list(), alive) : list,
    alive,
    ...(since === undefined ? {} : { since: new Date(Date.now() - since).toISOString() }),
    ...(tail === undefined ? {} : { tail }),
    ...{ previous, follow, notice, signal, wanted: options.wanted },
    over: watchStack(site, choice.all ? [] : choice.streams, notice),
  })
}
