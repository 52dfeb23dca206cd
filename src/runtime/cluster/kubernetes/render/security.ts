import type { V1PodSecurityContext, V1SecurityContext } from '@kubernetes/client-node'

const USER = 1000

/** What Pod Security `restricted` asks of a pod. */
const RESTRICTED = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } as const

/** Our image's user; the group lets it write into its volumes. */
export const OUR_POD: V1PodSecurityContext = {
  ...RESTRICTED,
  ...{ runAsUser: USER, runAsGroup: USER, fsGroup: USER },
}

/**
 * A foreign image keeps the user that it names by number. Root, none, or a name, of which a node cannot tell whether
 * it is root, becomes user 1000 with the image's own group, which is what most images stand.
 */
export const foreignPod = (user: string): V1PodSecurityContext => {
  const uid = /^[1-9]\d*(?=:|$)/.exec(user)
  return uid === null ? { ...RESTRICTED, runAsUser: USER } : RESTRICTED
}

const CONTAINER: V1SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
}

export const OUR_CONTAINER: V1SecurityContext = { ...CONTAINER, readOnlyRootFilesystem: true }

/** Containers of the original kind may write where they like. */
export const FOREIGN_CONTAINER = CONTAINER
