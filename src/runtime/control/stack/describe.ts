import type { Stack } from '../../reconcile/stack.ts'
import { isLoopback } from '../../service/http-guard.ts'
import { bracketed } from '../../wire/endpoint.ts'

/** What somebody who opens ingest to the network has to know; empty on loopback. */
export const exposure = (host: string): string =>
  host === '' || isLoopback(host)
    ? ''
    : `ingest listens on ${host}: stream keys and pictures travel in clear, so let only your own network reach it`

/** For people: what runs, and where. */
export const describeStack = (result: string, stack: Stack | undefined, dryRun: boolean): string => {
  if (stack === undefined) return dryRun ? 'would start the local stack' : result
  const { ingest, pods, http, control } = stack.ports
  const head = result === 'unchanged' ? 'unchanged: the local stack is running' : 'the local stack is running'
  const rows = [
    ['ingest', `${bracketed(stack.ingestHost)}:${ingest}`, 'senders'],
    ['pods', `127.0.0.1:${pods}`, 'our pods'],
    ['http', `127.0.0.1:${http}`, 'gaze-server'],
    ['control', `127.0.0.1:${control}`, 'info-update'],
  ] as const
  const width = Math.max(...rows.map(([, address]) => address.length))
  return [
    `${head} (pid ${stack.pid})`,
    ...rows.map(([what, address, whose]) => `  ${what.padEnd(9)}${address.padEnd(width + 3)}${whose}`),
  ].join('\n')
}
