import { resolve } from 'node:path'
import { changeConfigFile, readConfigFile } from '../../config-file.ts'
import { DEFAULT_NAMESPACE, type KubernetesContext, type KubernetesEntry, LOCAL } from '../../contexts.ts'
import { GazeError } from '../../errors.ts'
import { checkName } from '../../records/names.ts'
import { describeDifferences, type Difference, differences } from '../differences.ts'

/** What the flags said. */
export interface ContextFlags {
  readonly kubeconfig?: string | undefined
  readonly kubeContext?: string | undefined
  readonly namespace?: string | undefined
  readonly mongodbUriEnv?: string | undefined
}

export interface AddedContext {
  readonly context: KubernetesContext
  readonly result: 'created' | 'configured' | 'unchanged'
  readonly differences: readonly Difference[]
}

const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/

const refuse = (flag: string, value: string, why: string, hint: string): GazeError =>
  new GazeError('USAGE', `${flag} ${value} cannot be used`, { why, hint })

const checkFlags = ({ namespace, mongodbUriEnv }: ContextFlags): void => {
  if (namespace !== undefined && !NAMESPACE.test(namespace))
    throw refuse(
      '--namespace',
      namespace,
      'A namespace has 1 to 63 of a-z, 0-9 and "-"',
      `--namespace ${DEFAULT_NAMESPACE}`,
    )
  // The connection string may hold a password, so it is not shown again.
  if (mongodbUriEnv !== undefined && !VARIABLE.test(mongodbUriEnv))
    throw new GazeError('USAGE', '--mongodb-uri-env takes the name of a variable, not an address', {
      why: 'What stands in a command line can be read by others on this machine',
      hint: 'export MONGODB_URI=… and give --mongodb-uri-env MONGODB_URI',
    })
}

const entryOf = (flags: ContextFlags, cwd: string): KubernetesEntry => ({
  kind: 'kubernetes',
  ...(flags.kubeconfig === undefined ? {} : { kubeconfig: resolve(cwd, flags.kubeconfig) }),
  ...(flags.kubeContext === undefined ? {} : { kubeContext: flags.kubeContext }),
  namespace: flags.namespace ?? DEFAULT_NAMESPACE,
  ...(flags.mongodbUriEnv === undefined ? {} : { mongodbUriEnv: flags.mongodbUriEnv }),
})

/** Only what was named is looked at: a kubeconfig that comes later is no mistake. */
const checkKubeconfig = async (entry: KubernetesEntry): Promise<void> => {
  if (entry.kubeconfig === undefined && entry.kubeContext === undefined) return
  const { loadKubeConfig } = await import('../../kubernetes/kube-config.ts')
  loadKubeConfig(entry)
}

/**
 * Writes a context to the config file; one that is there already with the same settings stays as it is.
 * @param path The config file's.
 * @throws GazeError INVALID_NAME, USAGE, FILE_NOT_FOUND, CLUSTER_UNAVAILABLE (the kubeconfig), EXISTS, FILE_INVALID, TIMEOUT
 */
export const addContext = async (
  path: string,
  name: string,
  flags: ContextFlags,
  options: {
    readonly force: boolean
    readonly dryRun: boolean
    readonly cwd: string
    readonly signal: AbortSignal
  },
): Promise<AddedContext> => {
  checkName('context', name)
  if (name === LOCAL.name)
    throw new GazeError('USAGE', 'A context cannot be called "local"', {
      why: 'That is the name of this machine',
      hint: 'gaze context add site --kind kubernetes',
    })
  checkFlags(flags)
  const entry = entryOf(flags, options.cwd)
  await checkKubeconfig(entry)
  const old = (await readConfigFile(path)).contexts?.[name]
  const found = old === undefined ? [] : differences(old, entry)
  const context = { name, ...entry }
  if (old !== undefined && found.length === 0) return { context, result: 'unchanged', differences: [] }
  if (old !== undefined && !options.force)
    throw new GazeError('EXISTS', `Context "${name}" exists and differs`, {
      why: describeDifferences(found),
      hint: 'Add --force to replace it',
      details: { differences: found },
    })
  if (!options.dryRun) await changeConfigFile(path, [[['contexts', name], entry]], options.signal)
  return { context, result: old === undefined ? 'created' : 'configured', differences: found }
}
