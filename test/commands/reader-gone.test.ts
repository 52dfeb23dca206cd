import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLogFile } from '../../src/runtime/logs/log-file.ts'
import { packageRoot } from '../../src/runtime/package-root.ts'
import { type EventLog, openEventLog } from '../../src/runtime/pod/event-log/event-log.ts'
import { openEmbedded } from '../../src/runtime/records/embedded.ts'
import { createLogger } from '../../src/runtime/service/log.ts'
import { stateDir } from '../../src/runtime/state-dir.ts'
import { streamDraft } from '../runtime/records/drafts.ts'
import { cliEnvironment, createHome, stateOf } from '../support/cli.ts'
import { killAll } from '../support/kill-all.ts'

let home: string
let events: EventLog
let count = 0
const running = new Set<ChildProcess>()

const add = (): number =>
  events.append([
    {
      specversion: '1.0',
      id: `door/1/${++count}/count/0`,
      source: '/gaze/streams/door',
      type: 'gaze.count',
      time: new Date(0).toISOString(),
      datacontenttype: 'application/json',
      data: { n: count },
    },
  ])

beforeEach(async () => {
  home = createHome()
  count = 0
  const dir = stateDir(stateOf(home))
  const records = await openEmbedded(dir)
  await records.streams.put(streamDraft('door'), 0)
  await records.close()
  events = await openEventLog({ dir: join(dir.events, 'door', 'door-a'), log: createLogger(() => {}) })
  add()
  mkdirSync(join(dir.logs, 'door'), { recursive: true })
  const log = openLogFile({ path: join(dir.logs, 'door', 'door-a.log') })
  log.write('out', ['one'])
  log.close()
})
afterEach(async () => {
  // By their groups.
  killAll([...running].flatMap(({ pid }) => (pid === undefined ? [] : [-pid])))
  running.clear()
  await events.close()
  rmSync(home, { recursive: true, force: true })
})

/** A shell's pipe, in a process group of its own. */
const pipe = (command: string) => {
  const gaze = `"${process.execPath}" "${join(packageRoot, 'bin', 'run.js')}"`
  const child = spawn('bash', ['-o', 'pipefail', '-c', `${gaze} ${command}`], {
    env: cliEnvironment(home),
    detached: true,
  })
  running.add(child)
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (data: Buffer) => (said.stdout += data.toString()))
  child.stderr.on('data', (data: Buffer) => (said.stderr += data.toString()))
  const ended = once(child, 'close').then(([code]) => {
    running.delete(child)
    return code as number
  })
  return { said, ended }
}

describe('a command that follows, when nothing happens', () => {
  it.each(['output tail door', 'output tail door --json', 'logs tail door', 'stream list --watch -o name'])(
    'gaze %s | head -1 ends in silence with its reader',
    async (command) => {
      const { said, ended } = pipe(`${command} --quiet | head -1`)
      expect([0, 141]).toContain(await ended)
      expect(said.stderr).toBe('')
      expect(said.stdout.trim().split('\n')).toHaveLength(1)
    },
  )

  it('goes on while its reader is there, however slow', async () => {
    const { said } = pipe(
      'output tail door --json --quiet | while read -r line; do sleep 1; echo "$line"; done',
    )
    const until = async (lines: number): Promise<void> => {
      while (said.stdout.split('\n').length <= lines) await setTimeout(20)
    }
    await until(1)
    await setTimeout(1_000)
    add()
    await until(2)
    expect(said).toMatchObject({ stderr: '', stdout: expect.stringMatching(/door\/1\/1.*\n.*door\/1\/2/) })
  })
})
