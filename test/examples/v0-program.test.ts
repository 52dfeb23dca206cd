import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Pull } from 'zeromq'
import { packageRoot } from '../../src/runtime/package-root.ts'
import { startCli } from '../support/cli.ts'
import { createStack, type TestStack } from '../support/stack.ts'

const program = join(packageRoot, 'dist', 'examples', 'v0-program.js')

describe('the example of a v0 program', () => {
  let stack: TestStack
  const viewer = new Pull({ receiveTimeout: 60_000 })

  beforeAll(async () => {
    stack = createStack()
    await viewer.bind('tcp://127.0.0.1:0')
    await stack.up()
  })
  afterAll(async () => {
    viewer.close()
    await stack.clear()
  })

  it('gets the frames that a sender pushes and shows them to a viewer', async () => {
    const output = (viewer.lastEndpoint ?? '').replace('tcp://', '')
    await stack.gaze('image', 'add', 'echo', '--command', `${process.execPath} ${program}`, '--wire', 'v0')
    const scaled = await stack.gaze('stream', 'scale', 'hall', '--image', 'echo', '--output', output)
    expect(scaled).toMatchObject({ code: 0 })
    const sending = startCli(['stream', 'send', 'hall', '--from', 'test'], { home: stack.home })
    const [jpeg] = await viewer.receive()
    expect([jpeg?.[0], jpeg?.[1]]).toEqual([0xff, 0xd8])
    expect([jpeg?.at(-2), jpeg?.at(-1)]).toEqual([0xff, 0xd9])
    expect(await sending.stop('SIGINT')).toMatchObject({ code: 130 })
  })
})
