import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseAllDocuments } from 'yaml'
import type { KubeClient } from '../../src/runtime/kubernetes/client.ts'
import type { Objects } from '../../src/runtime/kubernetes/objects.ts'
import { freePort } from '../../src/runtime/net/free-port.ts'
import { packageRoot, programPath } from '../../src/runtime/package-root.ts'
import type { InfoUpdateSettings } from '../../src/runtime/reconcile/info-update/settings.ts'
import type { InfoUpdateState } from '../../src/runtime/reconcile/info-update/state.ts'
import { getJson } from '../../src/runtime/service/http-client.ts'
import { writeKubeconfig } from '../../test/backends/support/as-account.ts'

const ACCOUNT = 'info-update'
const TOKEN = 'a-token-for-benches'
const READY_MS = 600_000
const LOOK_MS = 100
/** Of the system's clock of processes. */
const TICKS_PER_S = 100

/** An info-update that leads and has been through with all that there is. */
export interface RunningInfoUpdate {
  /** From its start until then. */
  readonly readyMs: number
  readonly cpuSeconds: () => number
  /** Resident at most and now, MiB. */
  readonly memory: () => { readonly most: number; readonly now: number }
  kill(): Promise<void>
}

/** The account of the shipped manifest, with just its rights. */
const addAccount = async (client: KubeClient): Promise<void> => {
  await client.create('ServiceAccount', { metadata: { name: ACCOUNT } })
  for (const document of parseAllDocuments(
    readFileSync(join(packageRoot, 'manifests', 'gaze.yaml'), 'utf8'),
  )) {
    const { kind, metadata, ...rest } = document.toJS() as { kind: string; metadata: { name: string } }
    if (metadata.name !== ACCOUNT) continue
    if (kind === 'Role')
      await client.create('Role', { metadata: { name: ACCOUNT }, ...rest } as Objects['Role'])
    if (kind !== 'RoleBinding') continue
    const { subjects: _, ...binding } = rest as unknown as Objects['RoleBinding']
    const subject = { kind: 'ServiceAccount', name: ACCOUNT, namespace: client.namespace }
    await client.create('RoleBinding', { ...binding, metadata: { name: ACCOUNT }, subjects: [subject] })
  }
}

const readStat = (pid: number): string[] =>
  readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')

const megabytes = (pid: number, line: 'VmRSS' | 'VmHWM'): number =>
  Number(new RegExp(`^${line}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) /
  1_024

/** Prepares a namespace for the built info-update; `start` runs it as a process of this machine. */
export const prepareInfoUpdate = async (options: {
  readonly client: KubeClient
  readonly kubeconfig: string
  readonly mongodbUri: string
  readonly database: string
  readonly dir: string
}) => {
  const { client, kubeconfig, dir, database } = options
  await client.create('ConfigMap', { metadata: { name: 'gaze' } })
  await addAccount(client)
  const [own, token, uri, file] = ['kubeconfig', 'token', 'uri', 'settings.json'].map((name) =>
    join(dir, name),
  )
  await writeKubeconfig(client, ACCOUNT, kubeconfig, own as string)
  writeFileSync(token as string, TOKEN)
  writeFileSync(uri as string, options.mongodbUri)

  const untilReady = async (child: ChildProcess, port: number, log: () => string): Promise<void> => {
    const deadline = performance.now() + READY_MS
    for (;;) {
      const signal = AbortSignal.timeout(5_000)
      const url = `http://127.0.0.1:${port}/state`
      const state = await getJson<InfoUpdateState>(url, TOKEN, signal, 5_000).catch(() => undefined)
      if (state?.ready === true && state.epoch > 0) return
      if (child.exitCode !== null || performance.now() > deadline)
        throw new Error(`it does not lead: ${log()}`)
      await sleep(LOOK_MS)
    }
  }

  const start = async (): Promise<RunningInfoUpdate> => {
    const port = await freePort(new Set())
    const settings: InfoUpdateSettings = {
      namespace: client.namespace,
      owner: 'gaze',
      lease: 'gaze-info-update',
      mongodbUriFile: uri as string,
      database,
      tokenFile: token as string,
      runtimeImage: 'localhost/busybox:lab',
      ingest: 'tcp://gaze-server-pods:5004',
      models: 'http://gaze-server:5002/models',
      http: { host: '127.0.0.1', port },
    }
    writeFileSync(file as string, JSON.stringify(settings))
    const began = performance.now()
    const child = spawn(process.execPath, [programPath('info-update'), file as string], {
      env: { PATH: process.env.PATH, KUBECONFIG: own },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let log = ''
    child.stderr.on('data', (data: Buffer) => {
      log = `${log}${data}`.slice(-4_000)
    })
    await untilReady(child, port, () => log)
    const pid = child.pid as number
    return {
      readyMs: performance.now() - began,
      cpuSeconds: () => {
        const stat = readStat(pid)
        return (Number(stat[11]) + Number(stat[12])) / TICKS_PER_S
      },
      memory: () => ({ most: megabytes(pid, 'VmHWM'), now: megabytes(pid, 'VmRSS') }),
      kill: async () => {
        const ended = once(child, 'exit')
        if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await ended
      },
    }
  }
  return { account: ACCOUNT, start }
}
