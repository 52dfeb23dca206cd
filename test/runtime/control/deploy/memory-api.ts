import type { IncomingMessage } from 'node:http'
import { type Answer, type FaultyApi, json, startFaultyApi } from '../../kubernetes/faulty-api.ts'

interface Stored {
  readonly metadata?: { readonly name?: string; readonly labels?: Readonly<Record<string, string>> }
}

/** How a request ends: as it should, with nothing done, or done without an answer. */
export type Fate = 'answered' | 'cut' | 'unanswered'

export interface MemoryApi extends FaultyApi {
  /** By path. */
  readonly objects: ReadonlyMap<string, Stored>
  /** Of the requests that follow, each by its number from 0. */
  fate: (request: number) => Fate
}

const bodyOf = async (request: IncomingMessage): Promise<Stored> => {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text === '' ? {} : (JSON.parse(text) as Stored)
}

const fits = ({ metadata }: Stored, selector: string): boolean =>
  selector
    .split(',')
    .filter((part) => part !== '')
    .every((part) => {
      const [key = '', value] = part.split('=')
      const found = metadata?.labels?.[key]
      return value === undefined ? found !== undefined : found === value
    })

const missing = json(404, { code: 404, reason: 'NotFound', message: 'not found' })

/** An API server that keeps what it is given, and can be away in the middle. */
export const startMemoryApi = async (signal: AbortSignal): Promise<MemoryApi> => {
  const objects = new Map<string, Stored>()

  const read = (path: string, selector: string): Answer => {
    const found = objects.get(path)
    if (found !== undefined) return json(200, found)
    const last = path.split('/').at(-1) ?? ''
    // Collections are plurals, names of ours are not.
    if (!/^[a-z]+s$/.test(last)) return missing
    const items = [...objects].filter(([at, object]) => at.startsWith(`${path}/`) && fits(object, selector))
    return json(200, { metadata: { resourceVersion: '1' }, items: items.map(([, object]) => object) })
  }
  const write = (method: string, path: string, object: Stored): Answer => {
    const at = method === 'POST' ? `${path}/${object.metadata?.name}` : path
    const isThere = objects.has(at)
    if (method === 'POST' && isThere)
      return json(409, { code: 409, reason: 'AlreadyExists', message: 'there' })
    objects.set(at, object)
    return json(isThere ? 200 : 201, object)
  }
  const handle = async (request: IncomingMessage): Promise<Answer> => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://api')
    const { method = 'GET' } = request
    if (method === 'GET') return read(pathname, searchParams.get('labelSelector') ?? '')
    if (method === 'DELETE') return objects.delete(pathname) ? json(200, {}) : missing
    return write(method, pathname, await bodyOf(request))
  }

  let count = 0
  const answer: Answer = (response, request) => {
    const fate = memory.fate(count)
    count += 1
    if (fate === 'cut') return response.destroy()
    void handle(request).then((reply) => {
      if (fate === 'unanswered') response.destroy()
      else reply(response, request)
    })
    return undefined
  }
  const api = await startFaultyApi([answer], signal)
  const memory: MemoryApi = {
    ...api,
    objects,
    get fate() {
      return current
    },
    set fate(next) {
      count = 0
      current = next
    },
  }
  let current: MemoryApi['fate'] = () => 'answered'
  return memory
}
