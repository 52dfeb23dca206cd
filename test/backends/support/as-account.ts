import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type KubeClient, openClient } from '../../../src/runtime/kubernetes/client.ts'
import { ask } from '../../../src/runtime/kubernetes/request.ts'

const signal = new AbortController().signal

interface Kubeconfig {
  readonly clusters: readonly { readonly name: string; readonly cluster: object }[]
}

/** Writes a kubeconfig by which one is a ServiceAccount of the client's namespace, with a token of its own. */
export const writeKubeconfig = async (
  admin: KubeClient,
  account: string,
  kubeconfig: string,
  path: string,
): Promise<void> => {
  const { body } = await ask<{ status: { token: string } }>(admin.connection, {
    what: `no token for ${account}`,
    method: 'POST',
    path: `/api/v1/namespaces/${admin.namespace}/serviceaccounts/${account}/token`,
    body: JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} }),
    signal,
  })
  const [cluster] = (parse(readFileSync(kubeconfig, 'utf8')) as Kubeconfig).clusters
  const config = {
    ...{ apiVersion: 'v1', kind: 'Config', clusters: [cluster], 'current-context': 'it' },
    contexts: [{ name: 'it', context: { cluster: cluster?.name, user: 'it' } }],
    users: [{ name: 'it', user: { token: body.status.token } }],
  }
  writeFileSync(path, JSON.stringify(config), { mode: 0o600 })
}

/** The API as a ServiceAccount of the client's namespace sees it. */
export const asAccount = async (
  admin: KubeClient,
  account: string,
  kubeconfig: string,
): Promise<KubeClient> => {
  const dir = mkdtempSync(join(tmpdir(), 'gaze-account-'))
  const path = join(dir, 'config')
  try {
    await writeKubeconfig(admin, account, kubeconfig, path)
    return await openClient({ kubeconfig: path, namespace: admin.namespace, signal })
  } finally {
    rmSync(dir, { recursive: true })
  }
}

interface Rule {
  readonly verbs: readonly string[]
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly resourceNames?: readonly string[]
}

/** `apps/deployments: get list`, one a rule, without what every account may ask about itself. */
export const rightsOf = async (client: KubeClient): Promise<string[]> => {
  const { body } = await ask<{ status: { resourceRules: readonly Rule[] } }>(client.connection, {
    what: 'no rules',
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
    body: JSON.stringify({
      ...{ apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview' },
      spec: { namespace: client.namespace },
    }),
    signal,
  })
  return body.status.resourceRules
    .filter(({ resources }) => !resources.every((resource) => /^self(subject|$)/.test(resource)))
    .map(({ apiGroups: [group = ''], resources, verbs, resourceNames }) => {
      const names = resourceNames === undefined ? '' : ` of ${resourceNames.join(' ')}`
      return `${group === '' ? '' : `${group}/`}${resources.join(' ')}${names}: ${verbs.join(' ')}`
    })
    .sort()
}
