import { configPath } from '../config.ts'
import { readConfigFile, writeConfigKey } from '../config-file.ts'
import { type Context, findContext } from '../contexts.ts'

export interface UsedContext extends Context {
  readonly result: 'configured' | 'unchanged'
  readonly dryRun?: true
}

/** Makes it the context of the config file. @throws GazeError CONTEXT_NOT_FOUND, FILE_INVALID */
export const useContext = async (name: string, dryRun: boolean): Promise<UsedContext> => {
  const context = findContext(name)
  const path = configPath()
  const file = await readConfigFile(path)
  const result = file.context === name ? 'unchanged' : 'configured'
  if (dryRun) return { ...context, result, dryRun }
  if (result === 'configured') await writeConfigKey(path, 'context', name)
  return { ...context, result }
}
