import { setTimeout as sleep } from 'node:timers/promises'
import type { KubeClient } from '../../src/runtime/kubernetes/client.ts'
import { readAll } from '../../src/runtime/kubernetes/request.ts'

/** What an account has asked of the API, by the server's own count. */
export interface ApiRequests {
  readonly reads: number
  readonly writes: number
}

export interface RequestCounter {
  /** So far, without watches and leases. */
  read(): Promise<ApiRequests>
  remove(): Promise<void>
}

const FLOW_SCHEMAS = '/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas'
const COUNTER = 'apiserver_flowcontrol_dispatched_requests_total'
/** Before `service-accounts` (9000), to whose priority level they belong. */
const PRECEDENCE = 8_000
const READY_MS = 30_000
const signal = new AbortController().signal

const everything = { apiGroups: ['*'], resources: ['*'], namespaces: ['*'], clusterScope: true }
/** The first that matches a request counts it. */
const CLASSES = [
  { name: 'watches', rules: [{ ...everything, verbs: ['watch'] }] },
  { name: 'leases', rules: [{ ...everything, verbs: ['*'], resources: ['leases'] }] },
  { name: 'reads', rules: [{ ...everything, verbs: ['get', 'list'] }] },
  { name: 'writes', rules: [{ ...everything, verbs: ['*'] }] },
] as const

/**
 * Counts by FlowSchemas (API Priority and Fairness, flowcontrol.apiserver.k8s.io/v1) of the account's own, so that
 * nobody else's requests are in it.
 */
export const countRequests = async (admin: KubeClient, account: string): Promise<RequestCounter> => {
  const call = async (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<string> => {
    const text = body && JSON.stringify(body)
    const response = await admin.connection.call({ method, path, signal, ...(text && { body: text }) })
    const answer = await readAll(response)
    if ((response.statusCode ?? 0) >= 300) throw new Error(`${method} ${path}: ${answer}`)
    return answer
  }
  const nameOf = (name: string): string => `${admin.namespace}-${name}`
  const subject = { kind: 'ServiceAccount', serviceAccount: { name: account, namespace: admin.namespace } }
  for (const [index, { name, rules }] of CLASSES.entries())
    await call('POST', FLOW_SCHEMAS, {
      ...{ apiVersion: 'flowcontrol.apiserver.k8s.io/v1', kind: 'FlowSchema' },
      metadata: { name: nameOf(name) },
      spec: {
        priorityLevelConfiguration: { name: 'workload-low' },
        matchingPrecedence: PRECEDENCE + index,
        distinguisherMethod: { type: 'ByUser' },
        rules: [{ subjects: [subject], resourceRules: rules }],
      },
    })

  const taken = async (): Promise<boolean> => {
    const all = await Promise.all(CLASSES.map(({ name }) => call('GET', `${FLOW_SCHEMAS}/${nameOf(name)}`)))
    return all.every((text) => (JSON.parse(text) as { status?: { conditions?: unknown } }).status?.conditions)
  }
  const deadline = performance.now() + READY_MS
  while (!(await taken())) {
    if (performance.now() > deadline) throw new Error('the API server does not take FlowSchemas up')
    await sleep(200)
  }
  return {
    read: async () => {
      const metrics = await call('GET', '/metrics')
      const countOf = (name: string): number => {
        const counter = new RegExp(`^${COUNTER}\\{flow_schema="${nameOf(name)}",.*\\} (\\S+)$`, 'm')
        return Number(counter.exec(metrics)?.[1] ?? 0)
      }
      return { reads: countOf('reads'), writes: countOf('writes') }
    },
    remove: async () => {
      for (const { name } of CLASSES) await call('DELETE', `${FLOW_SCHEMAS}/${nameOf(name)}`)
    },
  }
}
