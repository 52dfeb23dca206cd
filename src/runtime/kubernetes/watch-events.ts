import { StringDecoder } from 'node:string_decoder'
import { timeLimit } from '../service/time-limit.ts'
import { type ApiStatus, parseAnswer, statusError } from './api-error.ts'
import { type KubeClient, type ListOptions, queryOf } from './client.ts'
import { type Kind, type Objects, pathOf } from './objects.ts'

export interface WatchEvent<K extends Kind> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'
  readonly object: Objects[K]
}

interface WatchError {
  readonly type: 'ERROR'
  readonly object: ApiStatus
}

/** The server ends a watch after that time, more or less, so that watchers spread over its replicas. */
const WATCH_S = 240
/** Bookmarks come every minute or so; after this much silence the connection counts as dead. */
const SILENCE_MS = 100_000

/** What a chunk completes; the rest waits for the next one. */
const createLines = (): ((chunk: Buffer) => string[]) => {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  return (chunk) => {
    const lines = (rest + decoder.write(chunk)).split('\n')
    rest = lines.pop() ?? ''
    return lines.filter((line) => line !== '')
  }
}

/** Ends the signal when nothing was heard for long. */
const silenceLimit = (outer: AbortSignal): { heard(): void; signal: AbortSignal; clear(): void } => {
  const limit = timeLimit(outer, (WATCH_S * 2 + 60) * 1_000)
  const silence = new AbortController()
  const timer = setTimeout(() => silence.abort(new Error('the watch is silent')), SILENCE_MS)
  const onLimit = (): void => silence.abort(limit.signal.reason)
  limit.signal.addEventListener('abort', onLimit, { once: true })
  if (limit.signal.aborted) onLimit()
  return {
    signal: silence.signal,
    heard: () => timer.refresh(),
    clear: () => {
      clearTimeout(timer)
      limit.clear()
    },
  }
}

/**
 * What happens to objects after that version, until the server ends it. `opened` is called when it answers.
 * @throws GazeError what the API says, with `details.status` 410 when the version is too old; CLUSTER_UNAVAILABLE.
 */
export async function* watchEvents<K extends Kind>(
  client: KubeClient,
  kind: K,
  options: ListOptions & { readonly from: string; readonly random: () => number; opened?(): void },
  signal: AbortSignal,
): AsyncGenerator<WatchEvent<K>> {
  const what = `The objects of kind ${kind} cannot be watched`
  const { labelSelector, fieldSelector, allNamespaces, from, random } = options
  const namespace = allNamespaces === true ? undefined : (options.namespace ?? client.namespace)
  const query = queryOf({
    ...{ labelSelector, fieldSelector, watch: 'true', allowWatchBookmarks: 'true', resourceVersion: from },
    timeoutSeconds: String(Math.round(WATCH_S * (1 + random()))),
  })
  const limit = silenceLimit(signal)
  try {
    const response = await client.open(`${pathOf(kind, namespace)}${query}`, what, limit.signal)
    options.opened?.()
    const lines = createLines()
    for await (const chunk of response as AsyncIterable<Buffer>) {
      limit.heard()
      for (const line of lines(chunk)) {
        const event = parseAnswer<WatchEvent<K> | WatchError>(client.connection.server, line)
        if (event.type === 'ERROR') throw statusError(what, event.object)
        yield event
      }
    }
  } finally {
    limit.clear()
  }
}
