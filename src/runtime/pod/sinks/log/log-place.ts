import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { readProgress } from './offset-file.ts'

/** Beside a log's segments. */
export const sinksFolder = (dir: string): string => join(dir, 'sinks')

export const offsetPath = (dir: string, sink: string): string => join(sinksFolder(dir), `${sink}.offset`)
export const claimPath = (dir: string, sink: string): string => join(sinksFolder(dir), `${sink}.claim`)

const namesIn = async (dir: string): Promise<string[]> => {
  try {
    return await readdir(dir)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** Logs of other pods of the stream, beside this one, of which the sink has not sent all, by name. */
export const unfinishedLogs = async (ownDir: string, sink: string): Promise<string[]> => {
  const site = dirname(ownDir)
  const others = (await namesIn(site)).filter((name) => name !== basename(ownDir)).sort()
  return others
    .map((name) => join(site, name))
    .filter((dir) => readProgress(offsetPath(dir, sink))?.finished === false)
}
