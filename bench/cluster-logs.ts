import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isReadyPod } from '../src/runtime/kubernetes/find-pod.ts'
import { packageRoot } from '../src/runtime/package-root.ts'
import { createNamespace } from '../test/backends/support/cluster.ts'
import { until } from '../test/support/until.ts'

/**
 * `logs tail` over 50 pods against stern 1.34 and `kubectl logs`: lines a second and CPU, interleaved, medians.
 * KUBECONFIG, MONGODB_URI, GAZE_TEST_KUBECTL, GAZE_BENCH_STERN; `tsx bench/cluster-logs.ts [ROUNDS [LINES]]`
 */
const ROUNDS = Number(process.argv[2] ?? 5)
const LINES = Number(process.argv[3] ?? 10_000)
const PODS = 50
const START_MS = 300_000

const { KUBECONFIG = '', MONGODB_URI = '', GAZE_TEST_KUBECTL = 'kubectl', GAZE_BENCH_STERN } = process.env
const home = mkdtempSync(join(tmpdir(), 'gaze-bench-'))
const env = { PATH: process.env.PATH, HOME: home, KUBECONFIG, MONGODB_URI }
const gaze = [process.execPath, join(packageRoot, 'bin', 'run.js')]

interface Cost {
  readonly seconds: number
  readonly cpuSeconds: number
}

/** The whole process, its output counted by `wc`; bash's own `time` knows what it cost. */
const measure = (command: readonly string[]): Cost => {
  const script = 'TIMEFORMAT="%R %U %S"; set -o pipefail; { time "$@" 2>/dev/null; } 3>&1 | wc -l'
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script, '_', ...command], {
    env,
    encoding: 'utf8',
  })
  const lines = Number(stdout)
  if (status !== 0 || lines !== PODS * LINES)
    throw new Error(`${command.join(' ')}: exit ${status}, ${lines} lines of ${PODS * LINES}\n${stderr}`)
  const [seconds = 0, user = 0, system = 0] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number)
  return { seconds, cpuSeconds: user + system }
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

const { client, namespace, remove } = await createNamespace('bench-logs')
try {
  const text = 'x'.repeat(80)
  for (let n = 0; n < PODS; n += 1)
    await client.create('Pod', {
      metadata: {
        name: `pod-${n}`,
        labels: { 'app.kubernetes.io/part-of': 'gaze', 'gaze.dev/stream': `s${n}` },
      },
      spec: {
        terminationGracePeriodSeconds: 0,
        containers: [
          {
            name: 'main',
            image: 'localhost/busybox:lab',
            command: ['sh', '-c', `yes "a line ${text}" | head -n ${LINES}; touch /done; sleep 36000`],
            readinessProbe: { exec: { command: ['test', '-e', '/done'] }, periodSeconds: 1 },
          },
        ],
      },
    })
  await until(
    'all pods to have said everything',
    async () => (await client.list('Pod')).items.filter(isReadyPod).length === PODS,
    START_MS,
  )
  const where = ['--namespace', namespace, '--mongodb-uri-env', 'MONGODB_URI']
  spawnSync(gaze[0] ?? '', [...gaze.slice(1), 'context', 'add', 'bench', '--kind', 'kubernetes', ...where], {
    env,
  })
  const part = ['-n', namespace, '-l', 'app.kubernetes.io/part-of=gaze', '--tail', '-1']
  const commands: Record<string, string[]> = {
    gaze: [...gaze, '--context', 'bench', 'logs', 'tail', '--all', '--no-follow'],
    ...(GAZE_BENCH_STERN === undefined
      ? {}
      : { stern: [GAZE_BENCH_STERN, ...part, '--no-follow', '--max-log-requests', String(PODS)] }),
    kubectl: [GAZE_TEST_KUBECTL, 'logs', ...part, '--prefix', '--max-log-requests', String(PODS)],
  }
  const costs: Record<string, Cost[]> = {}
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [name, command] of Object.entries(commands))
      costs[name] = [...(costs[name] ?? []), measure(command)]
  console.log(`${PODS} pods of ${LINES} lines, medians of ${ROUNDS}`)
  for (const [name, all] of Object.entries(costs)) {
    const rate = (PODS * LINES) / median(all.map(({ seconds }) => seconds))
    const cpu = median(all.map(({ cpuSeconds }) => cpuSeconds))
    console.log(`${name.padEnd(8)} ${rate.toFixed(0).padStart(8)} lines/s  ${cpu.toFixed(2)} s of CPU`)
  }
} finally {
  await remove()
  rmSync(home, { recursive: true, force: true })
}
