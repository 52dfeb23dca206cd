import { GazeError } from './errors.ts'
import { nearest } from './nearest.ts'

export interface LocalContext {
  readonly name: string
  readonly kind: 'local'
}

/** A site on a Kubernetes cluster, as the config file has it under its name. */
export interface KubernetesEntry {
  readonly kind: 'kubernetes'
  /** Absolute path; without it KUBECONFIG, ~/.kube/config or the service account of the pod. */
  readonly kubeconfig?: string
  /** A context of the kubeconfig; without it the current one. */
  readonly kubeContext?: string
  readonly namespace: string
  /** The variable that holds the connection string of MongoDB; without it the CLI opens a port-forward. */
  readonly mongodbUriEnv?: string
}

export interface KubernetesContext extends KubernetesEntry {
  readonly name: string
}

/** Where commands act. */
export type Context = LocalContext | KubernetesContext

export const LOCAL: LocalContext = { name: 'local', kind: 'local' }
export const DEFAULT_NAMESPACE = 'gaze'

/** @throws GazeError CONTEXT_NOT_FOUND with the nearest name. */
export const findContext = (contexts: readonly Context[], name: string): Context => {
  const found = contexts.find((context) => context.name === name)
  if (found) return found
  const names = contexts.map((context) => context.name)
  throw new GazeError('CONTEXT_NOT_FOUND', `There is no context "${name}"`, {
    why: `Known: ${names.join(', ')}.`,
    hint: `gaze context use ${nearest(name, names) ?? names[0]}`,
    details: { name, known: names },
  })
}

/** @throws GazeError NEEDS_LOCAL */
export const requireLocal = (context: Context, what: string): void => {
  if (context.kind === 'local') return
  throw new GazeError(
    'NEEDS_LOCAL',
    `${what} acts on the local stack, and context "${context.name}" is a cluster`,
    {
      hint: 'Add --context local; gaze deploy and gaze undeploy are for a cluster',
    },
  )
}
