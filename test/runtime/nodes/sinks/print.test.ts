import { expect, it } from 'vitest'
import { print } from '../../../../src/runtime/nodes/sinks/print.ts'
import { event, item, noEmit, watchedContext } from './context.ts'

const printed = async (): Promise<string> => {
  let text = ''
  const write = (more: string): void => {
    text += more
  }
  const node = await print.open({}, watchedContext({ print: write }).context)
  const first = event(1, { line: 'door', box: [0, 0, 1, 1], totals: { in: 1, out: 0 } })
  await node.process(item(0), noEmit)
  await node.process(item(1, [first]), noEmit)
  await node.process(item(1, [first, event(1, { n: 2 })]), noEmit)
  await node.close()
  return text
}

it('prints each event once, as a line for people', async () => {
  expect(await printed()).toBe(
    '2026-01-01T00:00:00.000Z  s  gaze.count  line=door totals.in=1 totals.out=0\n2026-01-01T00:00:00.000Z  s  gaze.count  n=2\n',
  )
})

it('waits for a slow reader', async () => {
  let open = (): void => undefined
  const write = (): Promise<void> => new Promise((resolve) => (open = resolve))
  const node = await print.open({}, watchedContext({ print: write }).context)
  let done = false
  const printing = Promise.resolve(node.process(item(1, [event(1)]), noEmit)).then(() => (done = true))
  await new Promise((resolve) => setImmediate(resolve))
  expect(done).toBe(false)
  open()
  await printing
})
