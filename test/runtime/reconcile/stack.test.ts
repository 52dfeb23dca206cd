import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Stack } from '../../../src/runtime/reconcile/stack.ts'
import { quietPorts } from '../../support/net/quiet-port.ts'
import { createStack, type TestStack } from '../../support/stack.ts'

const LOOP = ['sh', '-c', 'echo started; while true; do sleep 0.2; done']
const program = (stack: TestStack): string[] =>
  stack.processes().filter((line) => line.includes('while true'))

let stack: TestStack
beforeEach(() => {
  stack = createStack()
})
afterEach(() => stack.clear())

const supervisorPid = (): number => (JSON.parse(readFileSync(stack.dir.stack, 'utf8')) as Stack).pid

describe('the local stack', () => {
  it('starts, is unchanged, runs what is recorded, and stops with nothing left', async () => {
    await stack.addImage('loop', LOOP)
    await stack.scale('cam', { image: 'loop', env: { WHO: 'me' } })
    const first = await stack.up()
    expect(first).toMatchObject({ code: 0 })
    expect(await stack.gaze('up')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^unchanged/) })
    await stack.running('cam')
    const [pod] = await stack.pods('cam')
    expect(pod).toMatchObject({ phase: 'Running', ready: true, restarts: 0 })
    expect(readFileSync(join(stack.dir.logs, 'cam', `${pod?.name}.log`), 'utf8')).toMatch(
      /^\S+Z out started\n$/,
    )

    await stack.scale('cam', { replicas: 0 })
    await stack.until(
      'stopped',
      () => stack.stream('cam'),
      ({ status }) => status.phase === 'Stopped',
    )
    await stack.until(
      'no pod',
      () => stack.pods('cam'),
      (pods) => pods.length === 0,
    )
    await stack.scale('cam', { replicas: 3 })
    await stack.running('cam')
    expect(program(stack)).toHaveLength(3)

    expect(await stack.gaze('down')).toMatchObject({ code: 0, stdout: 'stopped\n' })
    expect(stack.processes()).toEqual([])
    expect(await stack.gaze('down')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^unchanged/) })
    expect((await stack.stream('cam')).status).toMatchObject({ phase: 'Pending', reason: 'NotRunning' })
    expect(await stack.pods('cam')).toEqual([])
  })

  it('rolls over on a change, the new pod ready before the old one goes', async () => {
    await stack.addImage('loop', LOOP)
    await stack.scale('cam', { image: 'loop' })
    await stack.up()
    await stack.running('cam')
    const [old] = await stack.pods('cam')
    await stack.scale('cam', { env: { CHANGED: 'yes' } })
    await stack.running('cam')
    const names = (await stack.pods('cam')).filter(({ phase }) => phase === 'Running').map(({ name }) => name)
    expect(names).toHaveLength(1)
    expect(names[0]).not.toBe(old?.name)
    await stack.until(
      'one program',
      async () => program(stack),
      (list) => list.length === 1,
    )
  })

  it('a program that keeps dying is CrashLoop with its last words, and fails the stream', async () => {
    await stack.addImage('bad', ['sh', '-c', 'echo first >&2; echo "no such camera" >&2; exit 3'])
    await stack.scale('cam', { image: 'bad' })
    await stack.up()
    const failed = await stack.until(
      'fails',
      () => stack.stream('cam'),
      ({ status }) => status.phase === 'Failed',
    )
    expect(failed.status).toMatchObject({ reason: 'CrashLoop', message: 'no such camera', readyReplicas: 0 })
    const status = await stack.gaze('status', '--json')
    expect(JSON.parse(status.stdout)).toMatchObject({
      running: true,
      streams: { Failed: 1 },
      attention: [{ stream: 'cam', reason: 'CrashLoop', message: 'no such camera' }],
    })
  })

  it('two starts at once are one', async () => {
    const both = await Promise.all([stack.up(), stack.gaze('up')])
    expect(both.map(({ code }) => code)).toEqual([0, 0])
    expect(both.filter(({ stdout }) => stdout.startsWith('unchanged'))).toHaveLength(1)
    expect(stack.processes().filter((line) => line.includes('gaze-server.js'))).toHaveLength(1)
  })

  it('says who has the port that was asked for', async () => {
    const other = createStack()
    try {
      await other.up()
      const { ports } = JSON.parse(readFileSync(other.dir.stack, 'utf8')) as Stack
      const refused = await stack.gaze('up', '--ingest', `127.0.0.1:${ports.ingest}`, '--json')
      expect(refused.code).toBe(1)
      expect(JSON.parse(refused.stderr)).toMatchObject({
        error: {
          code: 'PORT_IN_USE',
          details: { port: ports.ingest, holder: expect.stringMatching(/pid \d+/) },
        },
      })
      expect(stack.processes()).toEqual([])
      expect(await stack.gaze('up')).toMatchObject({ code: 0 })
    } finally {
      await other.clear()
    }
  })

  it('keeps its ports over a restart', async () => {
    const portsNow = () => (JSON.parse(readFileSync(stack.dir.stack, 'utf8')) as Stack).ports
    const file = join(stack.dir.root, 'ports.json')
    await stack.up()
    const { control: _, ...first } = portsNow()
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject(first)
    await stack.gaze('down')
    // Those of the first start are anybody's meanwhile.
    const kept = await quietPorts()
    writeFileSync(file, JSON.stringify(kept))
    await stack.gaze('up')
    expect(portsNow()).toMatchObject(kept)
  })

  it('a supervisor that was killed is followed by one that ends what it left', async () => {
    await stack.addImage('loop', LOOP)
    await stack.scale('cam', { image: 'loop', replicas: 2 })
    await stack.up()
    await stack.running('cam')
    process.kill(supervisorPid(), 'SIGKILL')
    expect(await stack.gaze('up')).toMatchObject({ code: 0 })
    await stack.running('cam')
    await stack.until(
      'two programs',
      async () => program(stack),
      (list) => list.length === 2,
    )
    expect(await stack.pods('cam')).toHaveLength(2)
  })
})
