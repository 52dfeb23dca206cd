import { isDeepStrictEqual } from 'node:util'
import { apiStatus } from './api-error.ts'
import type { Connection } from './connection.ts'
import { apiVersionOf, type Kind, type Objects, pathOf } from './objects.ts'
import { ask } from './request.ts'

export interface ApplyOptions {
  /** Another namespace than the client's. */
  readonly namespace?: string
  /** The server checks and changes nothing. */
  readonly dryRun?: boolean
  /** The object as it is there, where the caller knows it; without it, it is read first. */
  readonly known?: unknown
}

export type ApplyResult = 'created' | 'configured' | 'unchanged'

export interface Applied<K extends Kind> {
  readonly result: ApplyResult
  /** As the server has it now. */
  readonly object: Objects[K]
  /** As it was; undefined when it is new. */
  readonly before: Objects[K] | undefined
}

interface Subject<K extends Kind> {
  readonly kind: K
  readonly object: Objects[K]
  readonly namespace: string
  readonly signal: AbortSignal
}

/** Without what counts writes, and what controllers write at any moment. */
const content = (object: unknown): unknown => {
  const { metadata, status: _, ...rest } = object as { metadata?: Record<string, unknown>; status?: unknown }
  const { resourceVersion: _r, generation: _g, managedFields: _m, ...kept } = metadata ?? {}
  return { ...rest, metadata: kept }
}

const TRIES = 5

const versionOf = (object: { readonly metadata?: { readonly resourceVersion?: string } } | undefined) =>
  object?.metadata?.resourceVersion

/**
 * Server-side apply with field manager `gaze`: fields that the object names become ours also where somebody else
 * wrote them; those that it names no longer go, all others stay. `unchanged` means that the content is as before.
 * @throws GazeError NOT_ALLOWED, PRECONDITION (no such namespace), FAILED (refused), CLUSTER_UNAVAILABLE
 */
export const applyObject = async <K extends Kind>(
  connection: Connection,
  { kind, object, namespace, signal }: Subject<K>,
  options: ApplyOptions = {},
): Promise<Applied<K>> => {
  const name = object.metadata?.name ?? ''
  const path = pathOf(kind, options.namespace ?? object.metadata?.namespace ?? namespace, name)
  const what = `${kind} ${name} cannot be applied`
  const readBefore = async (): Promise<Objects[K] | undefined> => {
    try {
      return (await ask<Objects[K]>(connection, { what, path, signal })).body
    } catch (error) {
      if (apiStatus(error) === 404) return undefined
      throw error
    }
  }
  const tryOnce = async (): Promise<Applied<K>> => {
    const before = 'known' in options ? (options.known as Objects[K] | undefined) : await readBefore()
    const { status, body } = await ask<Objects[K]>(connection, {
      what,
      method: 'PATCH',
      path: `${path}?fieldManager=gaze&force=true&fieldValidation=Strict${options.dryRun ? '&dryRun=All' : ''}`,
      contentType: 'application/apply-patch+yaml',
      body: JSON.stringify({ apiVersion: apiVersionOf(kind), kind, ...object }),
      signal,
    })
    if (status === 201) return { result: 'created', object: body, before: undefined }
    const same = isDeepStrictEqual(content(before), content(body))
    return { result: same ? 'unchanged' : 'configured', object: body, before }
  }
  for (let tries = 1; ; tries += 1) {
    const applied = await tryOnce()
    // What a controller writes between the two requests is no difference; a dry run keeps the version that it has found.
    const isMixed = options.dryRun && versionOf(applied.before) !== versionOf(applied.object)
    if (applied.result !== 'configured' || !isMixed || tries === TRIES) return applied
  }
}
