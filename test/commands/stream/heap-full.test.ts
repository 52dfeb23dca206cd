import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Stream } from '../../../src/runtime/records/types.ts'
import { runCli } from '../../support/cli.ts'
import { createStack, type TestStack } from '../../support/stack.ts'

/** Enough for the stack and its pods, less than the file of detections takes. */
const HEAP_MIB = 96
const LINES = 1_000_000

describe('a pod whose heap is full', () => {
  let stack: TestStack
  const json = async <T>(...args: string[]): Promise<T> =>
    JSON.parse((await stack.gaze(...args, '--json')).stdout) as T

  beforeAll(async () => {
    stack = createStack()
    const file = join(stack.home, 'det.txt')
    const lines = Array.from({ length: LINES }, (_, index) => `${index + 1},-1,${index % 500},20,30,60,0.9`)
    writeFileSync(file, lines.join('\n'))
    await stack.gaze('image', 'add', 'large', '--pipeline', `detections ${file} ! track ! print`)
    await stack.gaze('image', 'add', 'small', '--pipeline', 'scene width=64 height=48 duration=0s ! motion')
    for (const name of ['large', 'small'])
      await stack.gaze('stream', 'scale', name, '--image', name, '--no-wait')
    const env = { NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB}` }
    const { code, stderr } = await runCli(['up', '--ingest', '127.0.0.1:0'], { home: stack.home, env })
    expect(code, stderr).toBe(0)
  })
  afterAll(() => stack.clear())

  it('says so and what to do, is tried again with back-off, and leaves others alone', async () => {
    const stream = await stack.until(
      'large is in a loop',
      () =>
        json<Stream & { pods: { restarts: number }[]; reason: string; message: string }>(
          'stream',
          'show',
          'large',
        ),
      ({ reason, pods }) => reason === 'HeapFull' && (pods[0]?.restarts ?? 0) >= 2,
    )
    expect(stream.message).toMatch(/JavaScript heap is full.*; .*NODE_OPTIONS=--max-old-space-size/)
    const why = await json<{ verdict: string; message: string }>('stream', 'why', 'large')
    expect(why).toMatchObject({ verdict: 'CRASH_LOOP', message: expect.stringContaining('heap is full') })
    const { stdout } = await stack.gaze('logs', 'tail', 'large', '--no-follow', '--all')
    expect(stdout).toMatch(/starts again in 2 s/)
    const other = await json<{ pods: object[] }>('stream', 'show', 'small')
    expect(other.pods).toMatchObject([{ phase: 'Running', restarts: 0 }])
  })
})
