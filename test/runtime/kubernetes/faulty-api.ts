import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type KubeClient, openClient } from '../../../src/runtime/kubernetes/client.ts'

export type Answer = (response: ServerResponse, request: IncomingMessage) => void

export interface FaultyApi {
  readonly client: KubeClient
  /** Paths with their queries, as they were asked. */
  readonly asked: readonly string[]
  close(): Promise<void>
}

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers })
    response.end(JSON.stringify(body))
  }

/** What the kubeconfig says besides. */
interface More {
  readonly cluster?: object
  readonly user?: object
}

/** An API server that fails as a real one cannot be made to: it gives these answers, the last one again and again. */
export const startFaultyApi = async (
  answers: readonly Answer[],
  signal: AbortSignal,
  { cluster = {}, user = {} }: More = {},
): Promise<FaultyApi> => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)]
    asked.push(request.url ?? '')
    answer?.(response, request)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const dir = mkdtempSync(join(tmpdir(), 'gaze-api-'))
  const kubeconfig = join(dir, 'config')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      'current-context': 'a',
      contexts: [{ name: 'a', context: { cluster: 'a', user: 'a', namespace: 'here' } }],
      clusters: [{ name: 'a', cluster: { server: url, ...cluster } }],
      users: [{ name: 'a', user }],
    }),
  )
  const client = await openClient({ kubeconfig, signal })
  return {
    client,
    asked,
    close: async () => {
      client.close()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
      rmSync(dir, { recursive: true })
    },
  }
}
