import { readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startCli } from '../../support/cli.ts'
import { processMark } from '../../../src/runtime/service/process-mark.ts'
import { killAll } from '../../support/kill-all.ts'
import { createStack, type TestStack } from '../../support/stack.ts'

let stack: TestStack
beforeEach(() => {
  stack = createStack()
})
afterEach(() => stack.clear())

const LOOP = ['sh', '-c', 'while true; do echo hello; sleep 0.1; done']
const pids = (pattern: RegExp): number[] =>
  stack
    .processes()
    .filter((line) => pattern.test(line))
    .map((line) => Number(line.split(' ')[0]))

describe('the local stack, when things go wrong', () => {
  it('a full disk under the logs is said, and the pod keeps running', async () => {
    await stack.addImage('loop', LOOP)
    await stack.scale('cam', { image: 'loop' })
    await stack.up()
    await stack.running('cam')
    const [pod] = await stack.pods('cam')
    await stack.scale('cam', { replicas: 0 })
    await stack.until(
      'gone',
      () => stack.pods('cam'),
      (pods) => pods.length === 0,
    )
    const log = join(stack.dir.logs, 'cam', `${pod?.name}.log`)
    rmSync(log)
    symlinkSync('/dev/full', log)
    await stack.scale('cam', { replicas: 1 })
    await stack.running('cam')
    const [same] = await stack.until(
      'trouble is told',
      () => stack.pods('cam'),
      ([seen]) => seen?.ready === true && seen.message.includes('ENOSPC'),
    )
    expect(same).toMatchObject({ name: pod?.name, phase: 'Running', ready: true, restarts: 0 })
    const status = await stack.gaze('status', '--json')
    expect(JSON.parse(status.stdout)).toMatchObject({
      attention: [
        { stream: 'cam', reason: 'Warning', message: expect.stringContaining('log lines are being lost') },
      ],
    })
  })

  it('a source that has ended stays so: after its pod was killed, and after the supervisor was', async () => {
    await stack.up()
    await stack.gaze('image', 'add', 'short', '--pipeline', 'scene duration=1s width=320 height=180 ! motion')
    await stack.gaze('stream', 'scale', 'cam', '--image', 'short')
    const completed = () =>
      stack.until(
        'completes',
        () => stack.stream('cam'),
        ({ status }) => status.phase === 'Completed',
      )
    await completed()
    expect((await stack.pods('cam'))[0]).toMatchObject({ phase: 'Running' })
    killAll(pids(/pod\.js/))
    await stack.until(
      'no pod',
      () => stack.pods('cam'),
      (pods) => pods.length === 0,
    )
    expect((await completed()).status.observedGeneration).toBe(1)
    killAll(pids(/supervisor\.js/))
    await stack.up()
    expect(pids(/pod\.js/)).toEqual([])
    expect((await completed()).status.observedGeneration).toBe(1)
    expect(await stack.gaze('stream', 'restart', 'cam')).toMatchObject({ code: 0 })
    await stack.until(
      'runs again',
      () => stack.pods('cam'),
      (pods) => pods.length === 1,
    )
  })

  it('when supervisor, runner and gaze-server are killed at once, down ends what they left', async () => {
    await stack.addImage('loop', LOOP)
    await stack.scale('cam', { image: 'loop', replicas: 2 })
    await stack.up()
    await stack.running('cam')
    killAll(pids(/(supervisor|runner|gaze-server)\.js/))
    expect(await stack.gaze('down')).toMatchObject({ code: 0 })
    expect(stack.processes()).toEqual([])
    expect(readdirSync(stack.dir.pods)).toEqual([])
  })

  it('a stack.json of another life, with a pid that somebody else has now, is no running stack', async () => {
    await stack.addImage('loop', LOOP)
    const ports = { ingest: 1, pods: 2, http: 3, control: 4 }
    const old = {
      version: '0',
      pid: process.pid,
      mark: 'of another boot',
      startedAt: '',
      ports,
      ingestHost: '',
    }
    writeFileSync(stack.dir.stack, JSON.stringify(old))
    expect(await stack.gaze('down')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^unchanged/) })
    writeFileSync(stack.dir.stack, JSON.stringify(old))
    expect(await stack.up()).toMatchObject({ code: 0, stdout: expect.stringContaining('is running') })
  })

  it('files of its own that are damaged keep nothing from starting', async () => {
    await stack.addImage('loop', LOOP)
    for (const file of ['stack.json', 'ports.json']) writeFileSync(join(stack.dir.root, file), '{"pid":')
    expect(await stack.gaze('status')).toMatchObject({ code: 0 })
    expect(await stack.gaze('up')).toMatchObject({ code: 0 })
  })

  it('a supervisor whose state directory was removed ends, with all that it runs', async () => {
    await stack.addImage('loop', LOOP)
    await stack.scale('cam', { image: 'loop' })
    await stack.up()
    await stack.running('cam')
    const before = pids(/./)
    rmSync(stack.dir.root, { recursive: true, force: true })
    const alive = async () => before.filter((pid) => processMark(pid) !== undefined)
    await stack.until('all have ended', alive, (left) => left.length === 0)
  })

  it('Ctrl-C while scale waits ends the waiting, not the stream', async () => {
    await stack.up()
    await stack.addImage('slow', LOOP, 'v0')
    for (const ms of [300, 700]) {
      const name = `cam-${ms}`
      const scale = startCli(['stream', 'scale', name, '--image', 'slow'], { home: stack.home })
      await stack.until(
        'recorded',
        () => stack.records(({ streams }) => streams.get(name)),
        (seen) => !!seen,
      )
      await setTimeout(ms)
      expect(await scale.stop('SIGINT')).toMatchObject({ code: 130 })
      await stack.until(
        'pod runs',
        async () => pids(/hello/).length,
        (count) => count > 0,
      )
    }
    expect((await stack.records(({ streams }) => streams.list())).length).toBe(2)
  })

  it('a program that is not there is told by its name', async () => {
    await stack.addImage('absent', ['/no/such/program'])
    await stack.scale('cam', { image: 'absent' })
    await stack.up()
    const failed = await stack.until(
      'fails',
      () => stack.stream('cam'),
      ({ status }) => status.phase === 'Failed',
    )
    expect(failed.status.message).toMatch(/cannot start \/no\/such\/program: .*ENOENT/)
  })

  it('a program gets its port, output, env and secrets, and its environment shows in no argv', async () => {
    const print = `const { GAZE_IN_PORT, OUT_IP, OUT_PORT, PLAIN, HIDDEN } = process.env
      console.log(JSON.stringify({ message: 'env', GAZE_IN_PORT, OUT_IP, OUT_PORT, PLAIN, hidden: HIDDEN?.length }))
      require('node:net').createServer().listen(Number(GAZE_IN_PORT), '127.0.0.1')`
    await stack.addImage('env', [process.execPath, '-e', print], 'v0')
    await stack.records(({ secrets }) => secrets.put('cam', { HIDDEN: 'sesame' }))
    await stack.scale('cam', {
      image: 'env',
      output: '10.0.0.7:6000',
      env: { PLAIN: 'a b' },
      secretEnv: ['HIDDEN'],
    })
    await stack.up()
    await stack.running('cam')
    const [pod] = await stack.pods('cam')
    const { stdout } = await stack.gaze('logs', 'tail', 'cam', '--no-follow', '--json')
    expect(JSON.parse(stdout)).toMatchObject({
      fields: {
        GAZE_IN_PORT: String(pod?.ports.in),
        OUT_IP: '10.0.0.7',
        OUT_PORT: '6000',
        PLAIN: 'a b',
        hidden: 6,
      },
    })
    expect(stack.processes().join('\n')).not.toContain('sesame')
  })
})
