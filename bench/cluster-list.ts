import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { throughForward } from '../src/runtime/control/site/cluster/mongodb-uri.ts'
import { packageRoot } from '../src/runtime/package-root.ts'
import { createNamespace } from '../test/backends/support/cluster.ts'
import { startMongo } from '../test/backends/support/site-mongo.ts'

/**
 * `stream list` on a cluster context against bare Node, with the address of MongoDB given and by port-forward, and
 * `kubectl get deploy` beside it; interleaved, medians of wall-clock milliseconds.
 * KUBECONFIG, GAZE_TEST_MONGO_IMAGE, GAZE_TEST_KUBECTL; `tsx bench/cluster-list.ts [ROUNDS]`
 */
const ROUNDS = Number(process.argv[2] ?? 15)
/** Limits over bare Node, in milliseconds. */
const LIMIT = { given: 200, forward: 500 } as const
const STREAMS = 10

const { KUBECONFIG = '', GAZE_TEST_MONGO_IMAGE = '', GAZE_TEST_KUBECTL = 'kubectl' } = process.env
const home = mkdtempSync(join(tmpdir(), 'gaze-bench-'))
const bin = join(packageRoot, 'bin', 'run.js')

const run = (program: string, args: readonly string[], more: Record<string, string> = {}): number => {
  const start = performance.now()
  const { status, stderr } = spawnSync(program, args, {
    env: { PATH: process.env.PATH, HOME: home, XDG_CACHE_HOME: join(home, 'cache'), KUBECONFIG, ...more },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (status !== 0) throw new Error(`${args.join(' ')} exited ${status}: ${stderr.toString()}`)
  return performance.now() - start
}
const gaze = (context: string, ...args: string[]): string[] => [bin, '--context', context, ...args]

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

const { client, namespace, remove } = await createNamespace('bench-list')
try {
  await startMongo(client, GAZE_TEST_MONGO_IMAGE, home)
  const [secret, service] = await Promise.all([
    client.get('Secret', 'gaze-mongodb'),
    client.get('Service', 'gaze-mongo'),
  ])
  const uri = Buffer.from(secret?.data?.uri ?? '', 'base64').toString()
  // The Service's own address, which this machine reaches when it is the node.
  const MONGO = (throughForward(uri, 'gaze-mongo', 27_017) ?? uri).replace(
    '127.0.0.1',
    service?.spec?.clusterIP ?? '',
  )
  const add = ['context', 'add', '--kind', 'kubernetes', '--namespace', namespace]
  run(process.execPath, [bin, ...add, 'forward'])
  run(process.execPath, [bin, ...add, 'given', '--mongodb-uri-env', 'MONGO'])
  run(process.execPath, gaze('forward', 'image', 'add', 'count', '--pipeline', 'motion ! print'))
  for (let i = 0; i < STREAMS; i += 1)
    run(process.execPath, gaze('forward', 'stream', 'scale', `s${i}`, '--image', 'count', '--no-wait'))
  const runs: Record<string, () => number> = {
    bare: () => run(process.execPath, ['-e', '0']),
    given: () => run(process.execPath, gaze('given', 'stream', 'list'), { MONGO }),
    forward: () => run(process.execPath, gaze('forward', 'stream', 'list')),
    kubectl: () => run(GAZE_TEST_KUBECTL, ['get', 'deploy', '-n', namespace]),
  }
  const times: Record<string, number[]> = {}
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const [name, once] of Object.entries(runs)) {
      const took = once()
      // The first round fills caches.
      if (round > 0) times[name] = [...(times[name] ?? []), took]
    }
  const of = (name: string): number => median(times[name] ?? [])
  const ms = (value: number): string => `${value.toFixed(0)} ms`
  console.log(
    `Node ${process.versions.node}, bare ${ms(of('bare'))}, ${STREAMS} streams, medians of ${ROUNDS}`,
  )
  console.log(
    `stream list, address given, over bare     ${ms(of('given') - of('bare'))}   limit ${ms(LIMIT.given)}`,
  )
  console.log(
    `stream list, by port-forward, over bare   ${ms(of('forward') - of('bare'))}   limit ${ms(LIMIT.forward)}`,
  )
  console.log(`kubectl get deploy                        ${ms(of('kubectl'))}`)
} finally {
  await remove()
  rmSync(home, { recursive: true, force: true })
}
