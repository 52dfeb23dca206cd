import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { type EmbeddedRecords, openEmbedded } from '../../src/runtime/records/embedded.ts'
import type { Pod, Stream } from '../../src/runtime/records/types.ts'
import { stateDir, type StateDir } from '../../src/runtime/state-dir.ts'
import { markerOf } from '../../src/runtime/process/marked-processes.ts'
import { streamDraft } from '../runtime/records/drafts.ts'
import { type CliResult, createHome, runCli, stateOf } from './cli.ts'
import { killAll } from './kill-all.ts'

/** A local stack of its own for one test, on whatever ports are free. */
export interface TestStack {
  readonly home: string
  readonly dir: StateDir
  gaze(...args: string[]): Promise<CliResult>
  up(): Promise<CliResult>
  /** Kills what is left and removes all files. */
  clear(): Promise<void>
  records<T>(work: (records: EmbeddedRecords) => Promise<T>): Promise<T>
  addImage(name: string, command: readonly string[], wire?: 'v0' | 'v1'): Promise<void>
  /** Waits until the newest spec runs, with all of its replicas. */
  running(name: string): Promise<Stream>
  /** Creates or changes a stream as `stream scale` does. */
  scale(name: string, spec: Partial<Stream>): Promise<void>
  stream(name: string): Promise<Stream>
  pods(name: string): Promise<Pod[]>
  /** Looks until `check` gives something; throws with the last thing seen after `ms`. */
  until<T>(what: string, look: () => Promise<T>, check: (seen: T) => boolean, ms?: number): Promise<T>
  /** Processes of this stack by their environment, as `pid command line`. */
  processes(): string[]
}

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** Every process that was started by a stack in this state directory, zombies excepted. */
const processesOf = (root: string): string[] => {
  if (!existsSync(root)) return []
  const marker = `GAZE_POD_UID=${markerOf(root)}`
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .map((pid) => ({ pid, environ: read(`/proc/${pid}/environ`), command: read(`/proc/${pid}/cmdline`) }))
    .filter(({ environ, command }) => environ.includes(marker) || command.includes(`{"stateDir":"${root}"`))
    .map(({ pid, command }) => `${pid} ${command.replaceAll('\0', ' ').trim()}`)
}

const newStream = (name: string) =>
  streamDraft(name, { image: '', key: name.padEnd(8, '0').slice(0, 8), generation: 0 })

export const createStack = (): TestStack => {
  const home = createHome()
  const dir = stateDir(stateOf(home))
  const gaze = (...args: string[]): Promise<CliResult> => runCli(args, { home })

  const records: TestStack['records'] = async (work) => {
    const opened = await openEmbedded(dir)
    try {
      return await work(opened)
    } finally {
      await opened.close()
    }
  }

  const until: TestStack['until'] = async (what, look, check, ms = 60_000) => {
    const deadline = Date.now() + ms
    for (;;) {
      const seen = await look()
      if (check(seen)) return seen
      if (Date.now() > deadline) throw new Error(`${what}: ${JSON.stringify(seen, undefined, 1)}`)
      await setTimeout(50)
    }
  }

  const stream: TestStack['stream'] = (name) =>
    records(async ({ streams }) => {
      const found = await streams.get(name)
      if (found === undefined) throw new Error(`no stream ${name}`)
      return found
    })

  return {
    stream,
    running: (name) =>
      until(
        `${name} runs`,
        () => stream(name),
        ({ status, generation, replicas }) =>
          status.phase === 'Running' &&
          status.observedGeneration === generation &&
          status.readyReplicas === replicas,
      ),
    home,
    dir,
    gaze,
    records,
    until,
    up: () => gaze('up', '--ingest', '127.0.0.1:0'),
    clear: async () => {
      await gaze('down')
      killAll(processesOf(dir.root).map((line) => Number(line.split(' ')[0])))
      rmSync(home, { recursive: true, force: true })
    },
    addImage: (name, command, wire = 'v1') =>
      records(async ({ images }) => {
        const revision = (await images.get(name))?.revision ?? 0
        const digest = `sha256:${JSON.stringify(command)}`
        await images.put(
          { name, kind: 'command', ref: command[0] ?? '', digest, wire, description: '', command, env: {} },
          revision,
        )
      }),
    scale: (name, spec) =>
      records(async ({ streams }) => {
        for (;;) {
          const current = await streams.get(name)
          const next = { ...newStream(name), ...current, ...spec }
          try {
            await streams.put({ ...next, generation: next.generation + 1 }, current?.revision ?? 0)
            return
          } catch (error) {
            if ((error as { code?: string }).code !== 'CONFLICT') throw error
          }
        }
      }),
    pods: (name) => records(async ({ pods }) => (await pods.list()).filter(({ stream }) => stream === name)),
    processes: () => processesOf(dir.root),
  }
}
