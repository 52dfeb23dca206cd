import { existsSync } from 'node:fs'
import { KubeConfig } from '@kubernetes/client-node'
import { defaultKubeconfigs, inheritedEnvironment } from '../config.ts'
import { GazeError, messageOf } from '../errors.ts'
import { nearest } from '../nearest.ts'

/** Which cluster, and as whom. */
export interface ClusterChoice {
  /** A kubeconfig file; without it those of KUBECONFIG, ~/.kube/config, or the service account of the pod. */
  readonly kubeconfig?: string | undefined
  /** A context of that file; without it the file's current one. */
  readonly kubeContext?: string | undefined
}

const unusable = (what: string, why: string, hint: string, cause?: unknown): GazeError =>
  new GazeError('CLUSTER_UNAVAILABLE', what, { why, hint, cause })

const files = ({ kubeconfig }: ClusterChoice): readonly string[] => {
  if (kubeconfig === undefined) return defaultKubeconfigs().filter((path) => existsSync(path))
  if (existsSync(kubeconfig)) return [kubeconfig]
  throw new GazeError('FILE_NOT_FOUND', `There is no kubeconfig ${kubeconfig}`, {
    hint: 'Name another with gaze context add NAME --kind kubernetes --kubeconfig FILE',
    details: { path: kubeconfig },
  })
}

/** Files in front win, as for kubectl. */
const load = (config: KubeConfig, paths: readonly string[]): void => {
  for (const [index, path] of paths.entries()) {
    try {
      if (index === 0) config.loadFromFile(path)
      else {
        const next = new KubeConfig()
        next.loadFromFile(path)
        config.mergeConfig(next, config.getCurrentContext() !== undefined)
      }
    } catch (error) {
      throw unusable(`The kubeconfig ${path} cannot be read`, messageOf(error), `Correct ${path}`, error)
    }
  }
}

/** What a plugin is told, as client-go tells it (client.authentication.k8s.io); the package leaves it out. */
const informPlugin = (config: KubeConfig): void => {
  const exec = config.getCurrentUser()?.exec as
    | { apiVersion?: string; env?: { name: string; value: string }[] | null }
    | undefined
  if (exec === undefined) return
  const { apiVersion = 'client.authentication.k8s.io/v1' } = exec
  const value = JSON.stringify({ apiVersion, kind: 'ExecCredential', spec: { interactive: false } })
  exec.env = [...(exec.env ?? []), { name: 'KUBERNETES_EXEC_INFO', value }]
}

const choose = (config: KubeConfig, context: string | undefined): void => {
  const names = config.getContexts().map(({ name }) => name)
  const wanted = context ?? config.getCurrentContext()
  if (!names.includes(wanted)) {
    const near = nearest(wanted ?? '', names) ?? names[0]
    throw unusable(
      wanted ? `The kubeconfig has no context "${wanted}"` : 'The kubeconfig has no current context',
      names.length === 0 ? 'It has no context at all' : `It has ${names.join(', ')}`,
      near === undefined
        ? 'Name a kubeconfig of the cluster'
        : `Choose one, for example --kube-context ${near}`,
    )
  }
  config.setCurrentContext(wanted)
  if (config.getCurrentCluster() === null)
    throw unusable(`The kubeconfig's context "${wanted}" names no cluster`, '', 'Correct the kubeconfig')
}

/**
 * Reads where the cluster is and how to show oneself there; asks nobody.
 * @throws GazeError FILE_NOT_FOUND, CLUSTER_UNAVAILABLE with what to correct.
 */
export const loadKubeConfig = (choice: ClusterChoice): KubeConfig => {
  const config = new KubeConfig()
  const paths = files(choice)
  const places = defaultKubeconfigs()
  if (paths.length > 0) load(config, paths)
  else if (inheritedEnvironment().KUBERNETES_SERVICE_HOST !== undefined) config.loadFromCluster()
  else
    throw unusable(
      'No kubeconfig was found',
      `${places.join(', ')} ${places.length === 1 ? 'is' : 'are'} not there`,
      'gaze context add NAME --kind kubernetes --kubeconfig FILE',
    )
  choose(config, choice.kubeContext)
  informPlugin(config)
  return config
}
