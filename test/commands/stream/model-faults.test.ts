import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../../src/runtime/package-root.ts'
import { createStack, type TestStack } from '../../support/stack.ts'

const GRAPHS = join(packageRoot, 'test/runtime/models/fixtures/graphs')

interface Why {
  readonly verdict: string
  readonly message: string
}

const FAULTS = [
  [
    'zero-detections',
    'NODE_SILENT',
    /zero-detections has found nothing of at least 0\.25 in the last 300 pictures/,
  ],
  ['fails', 'NODE_FAILING', /fails as it runs: .*Gather/],
  ['nan', 'NODE_FAILING', /values that are no numbers/],
  ['newer-opset', 'CRASH_LOOP', /newer-opset cannot be loaded: .*Opset 99/],
  ['custom-operator', 'CRASH_LOOP', /custom-operator cannot be loaded: .*Mystery/],
] as const

// `model add` refuses most of them; a model may still come to fail where its pictures do not.
describe('gaze stream why of a stream whose model is bad', () => {
  let stack: TestStack
  const succeeds = async (...args: string[]): Promise<void> => {
    const { code, stderr } = await stack.gaze(...args)
    expect(code, stderr).toBe(0)
  }
  beforeAll(async () => {
    stack = createStack()
    for (const [name] of FAULTS) {
      await succeeds('model', 'add', join(GRAPHS, `${name}.onnx`), '--family', 'yolov8', '--no-check')
      const statement = `scene width=96 height=64 ! detect ${name} ! track ! print`
      await succeeds('image', 'add', name, '--pipeline', statement)
      await succeeds('stream', 'scale', name, '--image', name, '--no-wait')
    }
    await succeeds('up', '--ingest', '127.0.0.1:0')
  })
  afterAll(() => stack.clear())

  it.each(FAULTS)('%s: %s', async (name, verdict, reason) => {
    const why = await stack.until(
      `${name} is ${verdict}`,
      async () => JSON.parse((await stack.gaze('stream', 'why', name, '--json')).stdout) as Why,
      (seen) => seen.verdict === verdict && reason.test(seen.message),
    )
    expect(why.message).not.toMatch(/onnxruntime_src/)
  })
})
