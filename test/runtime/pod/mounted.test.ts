import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Counts } from '../../../src/runtime/ledger/types.ts'
import { programPath } from '../../../src/runtime/package-root.ts'
import type { PodStatus } from '../../../src/runtime/pod/assignment.ts'
import type { MountedAssignment } from '../../../src/runtime/pod/mounted-assignment.ts'
import type { PodState } from '../../../src/runtime/pod/state.ts'
import { getJson } from '../../../src/runtime/service/http-client.ts'
import { quietPort } from '../../support/net/quiet-port.ts'
import { until } from '../ingest/support.ts'
import { COUNT, chain, TOKEN } from './support.ts'

const SECRET = 'not-to-be-seen'

let dir: string
let port: number
const running = new Set<() => Promise<unknown>>()

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'gaze-mounted-'))
  port = await quietPort()
})
afterEach(async () => {
  for (const end of running) await end()
  running.clear()
  rmSync(dir, { recursive: true })
})

const place = (name: string, content: string): string => {
  const path = join(dir, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, content, { mode: 0o600 })
  return path
}

/** As in a cluster: no parent to talk to, all that is secret in files. */
const start = (more: Partial<MountedAssignment> = {}) => {
  place('secrets/PASS', SECRET)
  const assignment: MountedAssignment = {
    stream: 'door',
    generation: 3,
    digest: 'sha256:0',
    pipeline: chain(['scene', { rate: 'real', fps: 20 }], ...COUNT),
    source: 'pipeline',
    output: '',
    sinks: [],
    env: { PLAIN: 'seen' },
    secretEnv: ['PASS'],
    ingest: 'tcp://127.0.0.1:1',
    podFile: place('pod/name', 'gaze-door-abc-xyz'),
    tokenFile: place('token/token', `${TOKEN}\n`),
    secretsDir: join(dir, 'secrets'),
    curveFile: '',
    httpHost: '127.0.0.1',
    httpPort: port,
    eventsDir: join(dir, 'data', 'events'),
    ledgerFile: join(dir, 'data', 'ledger.json'),
    credit: 1,
    ...more,
  }
  mkdirSync(join(dir, 'data'), { recursive: true })
  const file = place('assignment.json', JSON.stringify(assignment))
  const child = spawn(process.execPath, [programPath('pod'), file], { stdio: ['ignore', 'ignore', 'pipe'] })
  let stderr = ''
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString()
  })
  const ended = once(child, 'exit')
  const end = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<unknown> => {
    child.kill(signal)
    const [code] = await ended
    return code
  }
  running.add(end)
  const state = (): Promise<PodState | undefined> =>
    getJson<PodState>(`http://127.0.0.1:${port}/state`, TOKEN, AbortSignal.timeout(5_000), 5_000).catch(
      () => undefined,
    )
  return { end, state, stderr: () => stderr, ended }
}

/** Reads `/status` to its end. */
const followStatus = async (): Promise<{ seen: PodStatus[]; ended: Promise<unknown> }> => {
  const seen: PodStatus[] = []
  const outgoing = request(`http://127.0.0.1:${port}/status`, {
    headers: { Authorization: `Bearer ${TOKEN}` },
  })
  outgoing.end()
  const [response] = await once(outgoing, 'response')
  response.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n')) if (line.startsWith('data: ')) seen.push(JSON.parse(line.slice(6)))
  })
  return { seen, ended: once(response, 'close') }
}

describe('a pod of a cluster', () => {
  it('finds its name, token and secrets in files, and says at /status how it is', async () => {
    const pod = start()
    const state = await until(pod.state, (seen) => seen?.ready === true)
    expect(state).toMatchObject({ pod: 'gaze-door-abc-xyz', stream: 'door', generation: 3 })
    const status = await followStatus()
    await until(
      () => status.seen.at(-1),
      (seen) => seen?.ready === true && seen.active,
    )
    expect(await pod.end()).toBe(0)
    await status.ended
    expect(pod.stderr()).not.toContain(SECRET)
  })

  it('says at /status that its source has ended', async () => {
    const pod = start({ pipeline: chain(['scene', { rate: 'real', fps: 20, duration: '2s' }], ...COUNT) })
    await until(pod.state, (seen) => seen?.ready === true)
    const status = await followStatus()
    await until(
      () => status.seen.at(-1),
      (seen) => seen?.completed === true,
    )
    expect(status.seen[0]).toMatchObject({ completed: false })
  })

  it('keeps events and ledger when its container is started again, however it ended', async () => {
    const first = start()
    const captured = (): number => {
      const file = join(dir, 'data', 'ledger.json')
      return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Counts).captured : 0
    }
    await until(captured, (count) => count > 0)
    await first.end('SIGKILL')
    const kept = captured()
    const second = start()
    const after = await until(second.state, (seen) => seen?.ready === true)
    expect(after?.ledger.captured).toBeGreaterThanOrEqual(kept)
  })

  it.each([
    ['its token', () => ({ tokenFile: place('empty', '\n') }), 'is empty'],
    ['its name', () => ({ podFile: join(dir, 'nowhere') }), 'there is no'],
    ['a secret', () => ({ secretsDir: join(dir, 'nowhere') }), 'there is no'],
    ['a key', () => ({ curveFile: place('key', 'abc') }), 'holds no CURVE key'],
  ])('ends with the reason when it does not find %s', async (_, more, reason) => {
    const pod = start(more())
    expect((await pod.ended)[0]).toBe(1)
    expect(pod.stderr().trimEnd().split('\n').at(-1)).toContain(reason)
  })
})
