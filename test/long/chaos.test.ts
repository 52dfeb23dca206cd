import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setTimeout } from 'node:timers/promises'
import { createStack, type TestStack } from '../support/stack.ts'

const ACTIONS = 60
const NAMES = ['a', 'b', 'c']
const LOOP = ['sh', '-c', 'sleep 1000 & while true; do echo hello; sleep 0.1; done']

let stack: TestStack
beforeAll(async () => {
  stack = createStack()
  await stack.addImage('loop', LOOP)
  for (const name of NAMES) await stack.scale(name, { image: 'loop' })
  await stack.up()
}, 60_000)
afterAll(() => stack.clear(), 60_000)

const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T

const killSomebody = (): string => {
  const line = pick(stack.processes())
  if (line === undefined) return 'nobody to kill'
  try {
    process.kill(Number(line.split(' ')[0]), 'SIGKILL')
  } catch {
    // It has ended by itself meanwhile.
  }
  return `kill ${line.slice(0, 90)}`
}

const change = async (): Promise<string> => {
  const name = pick(NAMES)
  const { restarts } = await stack.stream(name)
  const spec = pick([
    { replicas: 0 },
    { replicas: 1 },
    { replicas: 2 },
    { restarts: restarts + 1 },
    { order: true },
    { order: false },
  ])
  await stack.scale(name, spec)
  return `${name} ${JSON.stringify(spec)}`
}

describe('chaos', () => {
  it('whatever is killed whenever, the recorded state comes back', async () => {
    const done: string[] = []
    for (let n = 0; n < ACTIONS; n++) {
      done.push(Math.random() < 0.5 ? killSomebody() : await change())
      await setTimeout(Math.random() * 600)
      if (Math.random() < 0.2) expect(await stack.gaze('up')).toMatchObject({ code: 0 })
    }
    await stack.gaze('up')
    // New pods: those that were killed often wait long for their next try.
    for (const name of NAMES)
      await stack.scale(name, { replicas: 2, restarts: (await stack.stream(name)).restarts + 1 })
    for (const name of NAMES)
      await stack.running(name).catch((error: unknown) => {
        throw new Error(`${done.join('\n')}\n${String(error)}`)
      })
    const census = () => {
      const lines = stack.processes()
      const count = (pattern: RegExp): number => lines.filter((line) => pattern.test(line)).length
      return {
        supervisor: count(/supervisor\.js/),
        server: count(/gaze-server\.js/),
        runner: count(/runner\.js/),
        program: count(/^\d+ sh -c sleep 1000/),
        offspring: count(/^\d+ sleep 1000/),
      }
    }
    const whole = { supervisor: 1, server: 1, runner: 6, program: 6, offspring: 6 }
    await stack.until(
      'nothing twice',
      async () => census(),
      (seen) => JSON.stringify(seen) === JSON.stringify(whole),
    )
    expect(await stack.records(({ pods }) => pods.list())).toHaveLength(6)
    await stack.gaze('down')
    expect(stack.processes()).toEqual([])
  }, 300_000)
})
