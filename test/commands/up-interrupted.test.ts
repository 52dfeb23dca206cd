import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startCli } from '../support/cli.ts'
import { createStack, type TestStack } from '../support/stack.ts'

let stack: TestStack
beforeEach(() => {
  stack = createStack()
})
afterEach(() => stack.clear())

const up = () => startCli(['up', '--ingest', '127.0.0.1:0'], { home: stack.home })

describe('gaze up, interrupted', () => {
  it.each([100, 200, 300, 400, 500, 700])('Ctrl-C after %i ms leaves all or nothing', async (ms) => {
    const starting = up()
    await setTimeout(ms)
    const { code, stdout } = await starting.stop('SIGINT')
    expect([0, 130, null]).toContain(code)
    const left = stack.processes()
    // It was through before the signal came, or it ended what it had started.
    if (stdout === '') expect(left).toEqual([])
    else expect(left.length).toBeGreaterThan(0)
    expect(await stack.up()).toMatchObject({ code: 0 })
    expect(stack.processes().filter((line) => line.includes('supervisor.js'))).toHaveLength(1)
    expect(stack.processes().filter((line) => line.includes('gaze-server.js'))).toHaveLength(1)
  })

  it.each([250, 400, 600])('kill -9 of it after %i ms leaves no lock and nothing twice', async (ms) => {
    const starting = up()
    await setTimeout(ms)
    await starting.stop('SIGKILL')
    expect(await stack.up()).toMatchObject({ code: 0 })
    expect(stack.processes().filter((line) => line.includes('supervisor.js'))).toHaveLength(1)
    expect(stack.processes().filter((line) => line.includes('gaze-server.js'))).toHaveLength(1)
  })

  it('in the foreground it logs to stderr, and SIGTERM is an orderly end', async () => {
    await stack.addImage('loop', ['sh', '-c', 'while true; do sleep 0.2; done'])
    await stack.scale('cam', { image: 'loop' })
    const running = startCli(['up', '--foreground', '--ingest', '127.0.0.1:0'], { home: stack.home })
    await running.until(/the local stack is running/)
    await stack.until(
      'runs',
      () => stack.stream('cam'),
      ({ status }) => status.phase === 'Running',
    )
    expect(await stack.gaze('up')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^unchanged/) })
    const { code, stderr } = await running.stop('SIGTERM')
    expect(code).toBe(0)
    expect(stderr).toMatch(/"message":"ready"/)
    expect(stack.processes()).toEqual([])
  })

  it('purge asks, then leaves nothing recorded', async () => {
    await stack.addImage('loop', ['sleep', '60'])
    mkdirSync(stack.dir.models, { recursive: true })
    writeFileSync(join(stack.dir.models, `${'0'.repeat(64)}.onnx`), 'a model')
    await stack.up()
    expect(await stack.gaze('down', '--purge')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--yes'),
    })
    expect(await stack.gaze('status', '--json')).toMatchObject({
      stdout: expect.stringContaining('"running": true'),
    })
    expect(await stack.gaze('down', '--purge', '--yes')).toMatchObject({ code: 0 })
    expect(readdirSync(stack.dir.root)).toEqual([])
    expect(await stack.records(({ images }) => images.list())).toEqual([])
  })
})
