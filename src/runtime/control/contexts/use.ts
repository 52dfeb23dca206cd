import { changeConfigFile, readConfigFile } from '../../config-file.ts'
import { contextsOf } from '../../context-entries.ts'
import { type Context, findContext } from '../../contexts.ts'

export type UsedContext = Context & { readonly result: 'configured' | 'unchanged'; readonly dryRun?: true }

/**
 * Makes it the context of the config file.
 * @param path The config file's.
 * @throws GazeError CONTEXT_NOT_FOUND, FILE_INVALID
 */
export const useContext = async (
  path: string,
  name: string,
  dryRun: boolean,
  signal: AbortSignal,
): Promise<UsedContext> => {
  const file = await readConfigFile(path)
  const context = findContext(contextsOf(file.contexts), name)
  const result = file.context === name ? 'unchanged' : 'configured'
  if (dryRun) return { ...context, result, dryRun }
  if (result === 'configured') await changeConfigFile(path, [[['context'], name]], signal)
  return { ...context, result }
}
