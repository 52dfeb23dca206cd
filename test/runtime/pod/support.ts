import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { programPath } from '../../../src/runtime/package-root.ts'
import type { NodeSpec } from '../../../src/runtime/pipeline/spec.ts'
import type { Assignment, PodStatus } from '../../../src/runtime/pod/assignment.ts'
import type { PodState } from '../../../src/runtime/pod/state.ts'
import { getJson } from '../../../src/runtime/service/http-client.ts'

export const TOKEN = 'a-token-for-tests'

export interface TestPod {
  readonly child: ChildProcess
  readonly stderr: () => string
  readonly status: () => PodStatus | undefined
  /** Resolves when a status fits; fails when the pod ends before. */
  until(fits: (status: PodStatus) => boolean): Promise<PodStatus>
  untilState(fits: (state: PodState) => boolean): Promise<PodState>
  base(): string
  readonly ended: Promise<number | null>
  kill(signal: NodeJS.Signals): Promise<number | null>
}

export interface PodSite {
  readonly dir: string
  readonly assignment: Assignment
  start(more?: Partial<Assignment>, before?: readonly string[]): TestPod
  /** Kills what still runs and removes the directory. */
  clear(): Promise<void>
}

/** `[type, parameters]` one behind the other. */
export const chain = (
  ...nodes: readonly (readonly [string, NodeSpec['params']])[]
): { nodes: NodeSpec[] } => ({
  nodes: nodes.map(([type, params], at) => ({
    id: type,
    type,
    params,
    from: at === 0 ? [] : [nodes[at - 1]![0]],
  })),
})

export const COUNT = [
  ['motion', {}],
  ['track', {}],
  ['count-line', { name: 'door', line: '0.5,0:0.5,1' }],
] as const

const startPod = (command: readonly string[]): TestPod => {
  const [program = '', ...args] = command
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  let stderr = ''
  let status: PodStatus | undefined
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  child.on('message', (message) => {
    status = message as PodStatus
  })
  // Not 'close', which does not come after a disconnect.
  const ended = Promise.all([once(child, 'exit'), once(child.stderr!, 'close')]).then(
    ([[code]]) => code as number | null,
  )
  const base = (): string => `http://127.0.0.1:${status?.ports.http}`
  const until = async (fits: (status: PodStatus) => boolean): Promise<PodStatus> => {
    while (status === undefined || !fits(status)) {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`the pod has ended: ${stderr}`)
      await sleep(20)
    }
    return status
  }
  const untilState = async (fits: (state: PodState) => boolean): Promise<PodState> => {
    await until(({ ports }) => ports.http !== undefined)
    for (;;) {
      const state = await getJson<PodState>(`${base()}/state`, TOKEN, new AbortController().signal, 60_000)
      if (fits(state)) return state
      await sleep(50)
    }
  }
  const kill = (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal)
    return ended
  }
  return { child, stderr: () => stderr, status: () => status, until, untilState, base, ended, kill }
}

export const createPodSite = (change: Partial<Assignment>): PodSite => {
  const dir = mkdtempSync(join(tmpdir(), 'gaze-pod-'))
  const pods: TestPod[] = []
  const assignment: Assignment = {
    pod: 'door-a',
    stream: 'door',
    generation: 1,
    digest: 'sha256:0',
    pipeline: chain(...COUNT),
    source: 'push',
    output: '',
    sinks: [],
    env: {},
    secretEnv: [],
    ingest: 'tcp://127.0.0.1:1',
    token: TOKEN,
    httpHost: '127.0.0.1',
    httpPort: 0,
    eventsDir: join(dir, 'events', 'door-a'),
    ledgerFile: join(dir, 'ledger', 'door-a.json'),
    credit: 1,
    ...change,
  }
  const start = (more: Partial<Assignment> = {}, before: readonly string[] = []): TestPod => {
    const file = join(dir, 'assignment.json')
    writeFileSync(file, JSON.stringify({ ...assignment, ...more }), { mode: 0o600 })
    const pod = startPod([...before, process.execPath, programPath('pod'), file])
    pods.push(pod)
    return pod
  }
  const clear = async (): Promise<void> => {
    for (const pod of pods) if (pod.child.exitCode === null) await pod.kill('SIGKILL')
    rmSync(dir, { recursive: true, force: true })
  }
  return { dir, assignment, start, clear }
}
