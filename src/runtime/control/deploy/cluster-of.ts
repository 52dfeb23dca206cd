import { type KubeClient, openClient } from '../../kubernetes/client.ts'
import { DEFAULT_NAMESPACE } from './site/options.ts'

/** Where a context acts; the local one says nothing about clusters. */
export interface ClusterContext {
  readonly kind: string
  readonly kubeconfig?: string | undefined
  readonly kubeContext?: string | undefined
  readonly namespace?: string | undefined
}

/** The namespace that was named, else the context's, else the usual one. */
export const namespaceOf = (context: ClusterContext, named: string | undefined): string =>
  named ?? context.namespace ?? DEFAULT_NAMESPACE

/**
 * The cluster of the context; for the local one that of KUBECONFIG, since a site has no context before it is deployed.
 * @throws GazeError FILE_NOT_FOUND, CLUSTER_UNAVAILABLE
 */
export const openCluster = (
  context: ClusterContext,
  namespace: string,
  signal: AbortSignal,
): Promise<KubeClient> =>
  openClient({ kubeconfig: context.kubeconfig, kubeContext: context.kubeContext, namespace, signal })
