import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createHome, runJson, startCli } from '../../../support/cli.ts'
import { until } from '../../../support/until.ts'
import { describeWith } from '../../support/back-ends.ts'
import { createNamespace, type TestNamespace } from '../../support/cluster.ts'
import { type ProxiedCluster, proxiedCluster } from '../../support/through-proxy.ts'

interface Line {
  readonly pod: string
  readonly message: string
}

const COUNTS = 'i=0; while [ $i -lt LINES ]; do i=$((i+1)); echo "RUN $i"; usleep 50000; done'

/** Says "RUN 1" to "RUN n", RUN being a text of its own for each run, then ends as it is told. */
const counting = (name: string, lines: number, ending: string) => ({
  metadata: { name, labels: { 'app.kubernetes.io/part-of': 'gaze', 'gaze.dev/stream': 'door' } },
  spec: {
    terminationGracePeriodSeconds: 0,
    containers: [
      {
        name: 'main',
        image: 'localhost/busybox:lab',
        command: [
          'sh',
          '-c',
          `RUN=$(date +%s%N)$$; ${COUNTS.replace('LINES', String(lines)).replaceAll('RUN ', '$RUN ')}; ${ending}`,
        ],
      },
    ],
  },
})

const MANY = 24_000
/** Lines of 1 KB over half a minute: the node begins another log file after 10 MiB, and looks every 10 s. */
const WRITES_MUCH = `awk 'BEGIN { for (i = 0; i < 10; i++) pad = pad pad "x"
  for (i = 1; i <= ${MANY}; i++) { print "much", i, pad; if (i % 800 == 0) { fflush(); system("sleep 1") } } }'`

/** The numbers that each run of a pod has said, in the order in which they came. */
const runsOf = (lines: readonly Line[], pod: string): number[][] => {
  const runs = new Map<string, number[]>()
  for (const { message } of lines.filter((line) => line.pod === pod)) {
    const [run = '', number = ''] = message.split(' ')
    runs.set(run, [...(runs.get(run) ?? []), Number(number)])
  }
  return [...runs.values()]
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1)

describeWith(['KUBECONFIG', 'MONGODB_URI'], 'logs tail on a cluster', ({ KUBECONFIG = '', MONGODB_URI }) => {
  let test: TestNamespace
  let cluster: ProxiedCluster
  let home: string
  beforeAll(async () => {
    test = await createNamespace('logs')
    cluster = await proxiedCluster(KUBECONFIG)
    home = createHome()
    const where = ['--namespace', test.namespace, '--mongodb-uri-env', 'MONGODB_URI']
    await runJson(['context', 'add', 'site', '--kind', 'kubernetes', ...where], { home })
  })
  afterAll(async () => {
    await test.remove()
    await cluster.close()
    rmSync(home, { recursive: true })
  })

  const start = (...args: string[]) => {
    const env = { KUBECONFIG: cluster.kubeconfig, MONGODB_URI }
    const cli = startCli(['logs', 'tail', '--all', '--json', '--context', 'site', ...args], {
      home,
      env,
      timeoutMs: 200_000,
    })
    const lines = (): Line[] =>
      cli
        .stdout()
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Line)
    return { ...cli, lines }
  }
  const add = (pod: ReturnType<typeof counting>) => test.client.create('Pod', pod)

  it('has each line once, over restarts, new pods and a connection that is cut', async () => {
    await add(counting('old', 60, 'exit 3'))
    const tail = start()
    await until('the first lines', () => tail.lines().length > 10, 60_000)
    cluster.proxy.cut()
    await add(counting('new', 200, 'sleep 600'))
    await sleep(3_000)
    cluster.proxy.resume()
    await until('two whole runs', () => runsOf(tail.lines(), 'old').length > 2, 90_000)
    await until('all of the new pod', () => (runsOf(tail.lines(), 'new')[0]?.length ?? 0) >= 200, 60_000)
    await test.client.remove('Pod', 'old')
    await until('the end of the old pod', () => tail.stderr().includes('- old'), 60_000)
    const old = runsOf(tail.lines(), 'old')
    for (const run of old.slice(0, -1)) expect(run).toEqual(upTo(60))
    expect(old.at(-1)).toEqual(upTo(old.at(-1)?.length ?? 0))
    expect(runsOf(tail.lines(), 'new')).toEqual([upTo(200)])
    expect(tail.stderr()).toContain('+ new')
    expect(tail.stderr()).toContain('old: connection lost: ')
    expect(tail.stderr()).toContain('old: connected again')
    expect((await tail.stop('SIGINT')).code).toBe(130)
  })

  it('goes on with a pod that comes again under its name, and reads what was before its containers', async () => {
    const again = counting('again', 10, 'sleep 600')
    const [main] = again.spec.containers
    const first = { ...main!, name: 'first', command: ['sh', '-c', 'echo first of $HOSTNAME'] }
    const pod = { ...again, spec: { ...again.spec, initContainers: [first] } }
    await add(pod)
    const tail = start()
    const whole = (): number[][] => runsOf(tail.lines(), 'again').filter(({ length }) => length === 10)
    await until('the first pod', () => whole().length === 1, 60_000)
    await test.client.remove('Pod', 'again')
    await until('its end', async () => (await test.client.get('Pod', 'again')) === undefined, 60_000)
    await add(pod)
    await until('the second pod', () => whole().length === 2, 60_000)
    expect(tail.lines().filter(({ message }) => message === 'first of again')).toHaveLength(2)
    expect(runsOf(tail.lines(), 'again').flat().length).toBe(22)
    expect(tail.stderr().match(/^\+ again$/gm)).toHaveLength(1)
    expect((await tail.stop('SIGINT')).code).toBe(130)
    await test.client.remove('Pod', 'again')
    await until('its end', async () => (await test.client.get('Pod', 'again')) === undefined, 60_000)
  })

  it('has each line once of a log that is rotated meanwhile', async () => {
    const much = counting('much', 0, `${WRITES_MUCH}; sleep 600`)
    await add(much)
    const tail = start('--include', '^much ')
    await until('all lines', () => tail.stdout().includes(`"much ${MANY} `), 150_000)
    expect(runsOf(tail.lines(), 'much')).toEqual([upTo(MANY)])
    expect((await tail.stop('SIGINT')).code).toBe(130)
    // That it was rotated: its first lines are in a file that the node does not serve any more.
    const now = start('--no-follow', '--include', '^much ')
    expect((await now.ended).code).toBe(0)
    expect(runsOf(now.lines(), 'much').flat().length).toBeLessThan(MANY)
    await test.client.remove('Pod', 'much')
    await until('its end', async () => (await test.client.get('Pod', 'much')) === undefined, 60_000)
  })

  it('reads the last lines, the run before, and no more logs at once than it may', async () => {
    const last = start('--no-follow', '--tail', '2', '--include', ' 200$')
    expect((await last.ended).code).toBe(0)
    expect(runsOf(last.lines(), 'new')).toEqual([[200]])
    const previous = start('--previous')
    expect((await previous.ended).stderr).toContain('new: ')
    expect(previous.lines()).toEqual([])
    await add(counting('third', 1, 'sleep 600'))
    const inTurn = start('--no-follow', '--max-log-requests', '1')
    expect((await inTurn.ended).code).toBe(0)
    expect(inTurn.stderr()).toMatch(/2 logs are read 1 at a time/)
    expect(runsOf(inTurn.lines(), 'new')).toEqual([upTo(200)])
    const refused = start('--max-log-requests', '1')
    expect(await refused.ended).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--max-log-requests 2'),
    })
  })
})
