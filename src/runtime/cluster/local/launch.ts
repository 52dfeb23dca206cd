import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { programPath } from '../../package-root.ts'
import type { Assignment } from '../../pod/assignment.ts'
import type { Secrets } from '../../records/store.ts'
import type { Env } from '../../records/types.ts'
import { modelPath, type StateDir } from '../../state-dir.ts'
import { coresFor } from '../cores.ts'
import type { PodTemplate } from '../types.ts'
import { freePort } from '../../net/free-port.ts'
import type { Launched } from '../../process/kept-process.ts'
import { MARKER } from '../../process/marked-processes.ts'
import { noteProcess } from '../../process/owned-process.ts'
import type { RunnerOrders } from './runner-orders.ts'

/** What every pod of this machine has in common. */
export interface Site {
  readonly dir: StateDir
  /** Begins the marker of all processes of this state directory. */
  readonly marker: string
  /** What foreign programs inherit. */
  readonly env: Env
  readonly token: string
  /** gaze-server's endpoint for our pods, as of now. */
  podsEndpoint(): string
  readonly secrets: Pick<Secrets, 'get'>
}

export interface PodIdentity {
  readonly name: string
  readonly stream: string
  readonly generation: number
  readonly template: PodTemplate
}

interface LaunchedPod extends Launched {
  readonly ports: { readonly in?: number }
}

/** More would wait in the pod while newer frames come in. */
const CREDIT = 1

const outputEnv = (output: string): Env => {
  const colon = output.lastIndexOf(':')
  if (colon < 0) return {}
  return { OUT_IP: output.slice(0, colon).replace(/^\[(.*)\]$/, '$1'), OUT_PORT: output.slice(colon + 1) }
}

/** A program that speaks v1 asks gaze-server for frames as our own pods do. */
const ingestEnv = (site: Site, pod: PodIdentity): Env =>
  pod.template.wire === 'v0' ? {} : { GAZE_INGEST: site.podsEndpoint(), GAZE_TOKEN: site.token }

const writeSecret = async (path: string, content: unknown): Promise<string> => {
  await writeFile(path, JSON.stringify(content), { mode: 0o600 })
  return path
}

const modelsOf = ({ dir }: Site, { run }: PodTemplate): Pick<Assignment, 'models'> =>
  run.kind !== 'pipeline' || run.models === undefined
    ? {}
    : {
        models: Object.fromEntries(
          Object.entries(run.models).map(([name, model]) => [
            name,
            { ...model, path: modelPath(dir.models, model.sha256) },
          ]),
        ),
      }

const assignment = (site: Site, pod: PodIdentity, env: Env): Assignment | undefined =>
  pod.template.run.kind === 'pipeline'
    ? {
        pod: pod.name,
        stream: pod.stream,
        generation: pod.generation,
        digest: pod.template.digest,
        pipeline: pod.template.run.pipeline,
        ...modelsOf(site, pod.template),
        ...coresFor(pod.template.placement),
        source: pod.template.source,
        output: pod.template.output,
        sinks: pod.template.sinks,
        env,
        secretEnv: pod.template.secretEnv,
        ingest: site.podsEndpoint(),
        token: site.token,
        httpHost: '127.0.0.1',
        httpPort: 0,
        eventsDir: join(site.dir.events, pod.stream, pod.name),
        ledgerFile: join(site.dir.ledger, `${pod.name}.json`),
        credit: CREDIT,
      }
    : undefined

/** Where a program runs that names nothing by a relative path: empty at its first start, gone after its end. */
const workDir = (site: Site, pod: PodIdentity): string => join(site.dir.pods, pod.name, 'work')

const commandOf = (site: Site, pod: PodIdentity): Pick<RunnerOrders, 'command' | 'cwd'> => {
  const { run } = pod.template
  if (run.kind !== 'command') return { command: [] }
  return { command: run.command, cwd: run.cwd ?? workDir(site, pod) }
}

const orders = (site: Site, pod: PodIdentity, env: Env, uid: string, port: number): RunnerOrders => ({
  uid,
  ...commandOf(site, pod),
  env: {
    ...site.env,
    ...env,
    ...outputEnv(pod.template.output),
    ...ingestEnv(site, pod),
    GAZE_STREAM: pod.stream,
    GAZE_POD: pod.name,
    GAZE_IN_PORT: String(port),
    [MARKER]: uid,
  },
  readyPort: pod.template.wire === 'v0' && pod.template.source === 'push' ? port : 0,
})

/** Those that the stream names; its file may hold what a command that was killed left. */
const secretsOf = async ({ secrets }: Site, { stream, template }: PodIdentity): Promise<Env> =>
  Object.fromEntries(
    Object.entries(await secrets.get(stream)).filter(([name]) => template.secretEnv.includes(name)),
  )

/** Starts the pod's process; what is started is noted first, so that it can be found whatever happens. */
export const launchPod = async (
  site: Site,
  pod: PodIdentity,
  taken: ReadonlySet<number>,
): Promise<LaunchedPod> => {
  const podDir = join(site.dir.pods, pod.name)
  const uid = `${site.marker}${randomUUID()}`
  const env = { ...pod.template.env, ...(await secretsOf(site, pod)) }
  await mkdir(workDir(site, pod), { recursive: true, mode: 0o700 })
  noteProcess(podDir, { uid })
  const own = assignment(site, pod, env)
  const port = own === undefined ? await freePort(taken) : 0
  const file = await writeSecret(
    join(podDir, own === undefined ? 'runner.json' : 'assignment.json'),
    own ?? orders(site, pod, env, uid, port),
  )
  const child = spawn(process.execPath, [programPath(own === undefined ? 'runner' : 'pod'), file], {
    env: { ...site.env, [MARKER]: uid },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  return { child, uid, ports: own === undefined ? { in: port } : {} }
}
