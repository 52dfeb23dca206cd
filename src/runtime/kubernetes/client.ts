import { setMaxListeners } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { type Applied, type ApplyOptions, applyObject } from './apply.ts'
import { apiStatus } from './api-error.ts'
import { type Connection, openConnection } from './connection.ts'
import { type ClusterChoice, loadKubeConfig } from './kube-config.ts'
import { apiVersionOf, type Kind, type Objects, pathOf } from './objects.ts'
import { ask, open } from './request.ts'

export interface Where {
  /** Another namespace than the client's. */
  readonly namespace?: string
}

export interface ListOptions extends Where {
  /** `gaze.dev/stream=door,app.kubernetes.io/part-of=gaze` */
  readonly labelSelector?: string
  readonly fieldSelector?: string
  readonly allNamespaces?: boolean
}

export interface Listed<K extends Kind> {
  readonly items: Objects[K][]
  /** Where a watch goes on. */
  readonly resourceVersion: string
}

export interface RemoveOptions extends Where {
  /** What becomes of what the object owns; Background: removed after it. */
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan'
  /** Only this very object, not a later one of the same name. */
  readonly uid?: string
  readonly dryRun?: boolean
  readonly graceSeconds?: number
}

/** The objects of one cluster; failures are GazeErrors with the next step. Close it, or nothing ends. */
export interface KubeClient {
  readonly connection: Connection
  /** Where objects are looked for that name no other. */
  readonly namespace: string
  get<K extends Kind>(kind: K, name: string, where?: Where): Promise<Objects[K] | undefined>
  list<K extends Kind>(kind: K, options?: ListOptions): Promise<Listed<K>>
  /** @throws GazeError CONFLICT when it is there already. */
  create<K extends Kind>(kind: K, object: Objects[K], where?: Where): Promise<Objects[K]>
  /** Writes over what was read. @throws GazeError CONFLICT when its resourceVersion is not the latest. */
  replace<K extends Kind>(kind: K, object: Objects[K], where?: Where): Promise<Objects[K]>
  /** Server-side apply as `gaze`; see {@link applyObject}. */
  apply<K extends Kind>(kind: K, object: Objects[K], options?: ApplyOptions): Promise<Applied<K>>
  /** False when there was nothing. */
  remove(kind: Kind, name: string, options?: RemoveOptions): Promise<boolean>
  /** Any path of the API, for JSON; the caller vouches for the type. */
  read<T>(path: string, what: string): Promise<T>
  /** Any path of the API, to read on, as a log. */
  open(path: string, what: string, signal: AbortSignal): Promise<IncomingMessage>
  close(): void
}

const PAGE = 500

export const queryOf = (values: Readonly<Record<string, string | undefined>>): string => {
  const set = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return set.length === 0 ? '' : `?${new URLSearchParams(set)}`
}

interface Page<T> {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string }
  readonly items: T[]
}

/** Nothing there is an answer here. */
const orAbsent = (error: unknown): undefined => {
  if (apiStatus(error) !== 404) throw error
  return undefined
}

const createClient = (connection: Connection, namespace: string, signal: AbortSignal): KubeClient => {
  const write = async <K extends Kind>(
    ...[method, kind, object, name, where]: ['POST' | 'PUT', K, Objects[K], string | undefined, Where?]
  ): Promise<Objects[K]> => {
    const { body } = await ask<Objects[K]>(connection, {
      what: `${kind} ${object.metadata?.name ?? ''} cannot be written`,
      method,
      path: `${pathOf(kind, where?.namespace ?? namespace, name)}?fieldManager=gaze`,
      body: JSON.stringify({ apiVersion: apiVersionOf(kind), kind, ...object }),
      signal,
    })
    return body
  }

  const list = async <K extends Kind>(kind: K, options: ListOptions = {}): Promise<Listed<K>> => {
    const { labelSelector, fieldSelector, allNamespaces } = options
    const path = pathOf(kind, allNamespaces === true ? undefined : (options.namespace ?? namespace))
    const items: Objects[K][] = []
    for (let next: string | undefined; ; ) {
      const query = queryOf({ labelSelector, fieldSelector, limit: String(PAGE), continue: next })
      const what = `The objects of kind ${kind} cannot be listed`
      const { body } = await ask<Page<Objects[K]>>(connection, { what, path: `${path}${query}`, signal })
      // A list leaves out what one object has, so that both look the same to who compares.
      for (const item of body.items) items.push({ apiVersion: apiVersionOf(kind), kind, ...item })
      next = body.metadata.continue || undefined
      if (next === undefined) return { items, resourceVersion: body.metadata.resourceVersion }
    }
  }

  const get = async <K extends Kind>(
    kind: K,
    name: string,
    where?: Where,
  ): Promise<Objects[K] | undefined> => {
    const path = pathOf(kind, where?.namespace ?? namespace, name)
    const answer = ask<Objects[K]>(connection, { what: `${kind} ${name} cannot be read`, path, signal })
    return (await answer.catch(orAbsent))?.body
  }

  const remove = async (kind: Kind, name: string, options: RemoveOptions = {}): Promise<boolean> => {
    const { propagation = 'Background', uid, dryRun, graceSeconds } = options
    const body = {
      ...{ apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: propagation },
      ...(uid === undefined ? {} : { preconditions: { uid } }),
      ...(dryRun === true ? { dryRun: ['All'] } : {}),
      ...(graceSeconds === undefined ? {} : { gracePeriodSeconds: graceSeconds }),
    }
    const answer = ask<unknown>(connection, {
      what: `${kind} ${name} cannot be removed`,
      method: 'DELETE',
      path: pathOf(kind, options.namespace ?? namespace, name),
      body: JSON.stringify(body),
      signal,
    })
    return (await answer.catch(orAbsent)) !== undefined
  }

  return {
    connection,
    namespace,
    get,
    list,
    create: (kind, object, where) => write('POST', kind, object, undefined, where),
    replace: (kind, object, where) => write('PUT', kind, object, object.metadata?.name, where),
    apply: (kind, object, options) => applyObject(connection, { kind, object, namespace, signal }, options),
    remove,
    read: async <T>(path: string, what: string) => (await ask<T>(connection, { what, path, signal })).body,
    open: (path, what, until) => open(connection, { what, path, isLasting: true, signal: until }),
    close: () => connection.close(),
  }
}

export interface ClientOptions extends ClusterChoice {
  /** Without it that of the kubeconfig's context, or `default`. */
  readonly namespace?: string | undefined
  /** Ends every call. */
  readonly signal: AbortSignal
}

/** Reads the kubeconfig and asks nobody yet. @throws GazeError FILE_NOT_FOUND, CLUSTER_UNAVAILABLE */
export const openClient = async (options: ClientOptions): Promise<KubeClient> => {
  const connection = openConnection(loadKubeConfig(options))
  // Each call that is under way listens to it.
  setMaxListeners(0, options.signal)
  return createClient(connection, options.namespace ?? connection.namespace ?? 'default', options.signal)
}
