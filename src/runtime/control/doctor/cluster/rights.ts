import { GazeError, isGazeError } from '../../../errors.ts'
import type { KubeClient } from '../../../kubernetes/client.ts'
import type { Found } from '../check.ts'

interface Right {
  readonly group: string
  /** `pods/portforward` */
  readonly resource: string
  readonly verbs: readonly string[]
}

/** Commands that look. */
const TO_LOOK: readonly Right[] = [
  { group: '', resource: 'configmaps', verbs: ['get'] },
  { group: '', resource: 'secrets', verbs: ['get'] },
  { group: '', resource: 'services', verbs: ['get', 'list'] },
  { group: '', resource: 'pods', verbs: ['get', 'list', 'watch'] },
  { group: '', resource: 'pods/log', verbs: ['get'] },
  { group: '', resource: 'pods/portforward', verbs: ['get', 'create'] },
  { group: 'apps', resource: 'deployments', verbs: ['get', 'list'] },
  { group: 'apps', resource: 'statefulsets', verbs: ['list'] },
  { group: 'coordination.k8s.io', resource: 'leases', verbs: ['get'] },
]

/** `stream scale --secret-env`, `stream remove`. */
const FOR_SECRETS: readonly Right[] = [
  { group: '', resource: 'secrets', verbs: ['create', 'patch', 'delete'] },
]

const text = ({ group, resource }: Right, verb: string): string =>
  `${verb} ${resource}${group === '' ? '' : `.${group}`}`

const isAllowed = async (client: KubeClient, right: Right, verb: string): Promise<boolean> => {
  const [resource = '', subresource] = right.resource.split('/')
  const review = await client.create('SelfSubjectAccessReview', {
    spec: {
      resourceAttributes: {
        ...{ namespace: client.namespace, verb, group: right.group, resource },
        ...(subresource === undefined ? {} : { subresource }),
      },
    },
  })
  return review.status?.allowed === true
}

const missingOf = async (client: KubeClient, rights: readonly Right[]): Promise<string[]> => {
  const asked = rights.flatMap((right) =>
    right.verbs.map(async (verb) => ((await isAllowed(client, right, verb)) ? [] : [text(right, verb)])),
  )
  return (await Promise.all(asked)).flat()
}

/** Asks the cluster what this user may do. @throws GazeError NOT_ALLOWED that names each right that is missing. */
export const checkRights = async (client: KubeClient): Promise<Found> => {
  const missing = await missingOf(client, TO_LOOK)
  const granted = 'Let somebody who may bind a Role with them to this user (kubectl auth whoami)'
  if (missing.length > 0)
    throw new GazeError('NOT_ALLOWED', `This user lacks rights in namespace ${client.namespace}`, {
      why: missing.join(', '),
      hint: granted,
    })
  const secrets = await missingOf(client, FOR_SECRETS)
  if (secrets.length === 0) return `all that commands need in namespace ${client.namespace}`
  return { warning: `--secret-env will be refused; missing: ${secrets.join(', ')}`, next: granted }
}

/** Who may not look at namespaces sees one by what is in it. */
export const checkNamespace = async (client: KubeClient): Promise<Found> => {
  const { namespace } = client
  try {
    const found = await client.get('Namespace', namespace)
    if (found === undefined)
      throw new GazeError('PRECONDITION', `There is no namespace ${namespace}`, {
        hint: 'gaze deploy makes it, or add the context with another --namespace',
      })
    return found.status?.phase === 'Terminating'
      ? { warning: `${namespace} is being removed`, next: 'Wait for its end' }
      : namespace
  } catch (error) {
    if (!isGazeError(error, 'NOT_ALLOWED')) throw error
    return `${namespace} (this user may not look whether it is there)`
  }
}
