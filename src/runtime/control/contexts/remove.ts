import { changeConfigFile, readConfigFile } from '../../config-file.ts'
import { contextsOf } from '../../context-entries.ts'
import { type Context, findContext, LOCAL } from '../../contexts.ts'
import { GazeError } from '../../errors.ts'

export interface RemovedContext {
  readonly context: Context
  /** It was the one that the config file chose, which is `local` now. */
  readonly wasChosen: boolean
}

/**
 * Forgets a context; what runs there stays.
 * @param path The config file's.
 * @throws GazeError CONTEXT_NOT_FOUND, USAGE for `local`, FILE_INVALID
 */
export const removeContext = async (
  path: string,
  name: string,
  dryRun: boolean,
  signal: AbortSignal,
): Promise<RemovedContext> => {
  if (name === LOCAL.name)
    throw new GazeError('USAGE', 'Context "local" cannot be removed', {
      why: 'It is this machine',
      hint: 'gaze down --purge removes what is recorded here',
    })
  const file = await readConfigFile(path)
  const context = findContext(contextsOf(file.contexts), name)
  const wasChosen = file.context === name
  if (!dryRun)
    await changeConfigFile(
      path,
      [[['contexts', name], undefined], ...(wasChosen ? ([[['context'], undefined]] as const) : [])],
      signal,
    )
  return { context, wasChosen }
}
