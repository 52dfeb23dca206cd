import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../../src/runtime/package-root.ts'
import { modelPath } from '../../../src/runtime/state-dir.ts'
import { createStack, type TestStack } from '../../support/stack.ts'

const GRAPHS = join(packageRoot, 'test/runtime/models/fixtures/graphs')
const PROBE = join(GRAPHS, 'probe.onnx')

interface Failure {
  readonly code: string
  readonly message: string
  readonly hint: string
  readonly details: Record<string, unknown>
}

describe('a model in use', () => {
  let stack: TestStack
  let statement = ''
  beforeAll(async () => {
    stack = createStack()
    statement = `scene frames=3 width=96 height=64 rate=max ! detect model=\${MODEL} threshold=0.01 ! print`
  })
  afterAll(() => stack.clear())

  const fails = async (...args: string[]): Promise<Failure & { exit: number | null }> => {
    const { code, stdout, stderr } = await stack.gaze(...args, '--json')
    expect(stdout, stderr).toBe('')
    return { exit: code, ...(JSON.parse(stderr) as { error: Failure }).error }
  }
  const succeeds = async (...args: string[]): Promise<Record<string, unknown>> => {
    const { code, stdout, stderr } = await stack.gaze(...args, '--json')
    expect(code, stderr).toBe(0)
    return JSON.parse(stdout) as Record<string, unknown>
  }

  it('has to be there for an image, by its name', async () => {
    expect(await fails('image', 'add', 'eye', '--pipeline', 'detect model=prob ! print')).toMatchObject({
      ...{ exit: 3, code: 'MODEL_NOT_FOUND' },
    })
    await succeeds('model', 'add', PROBE)
    expect(await fails('image', 'add', 'eye', '--pipeline', 'detect model=prob ! print')).toMatchObject({
      ...{ exit: 3, hint: expect.stringMatching(/Did you mean "probe"/), details: { suggestion: 'probe' } },
    })
    expect(await fails('image', 'add', 'eye', '--pipeline', `detect model=${PROBE} ! print`)).toMatchObject({
      ...{
        exit: 2,
        code: 'USAGE',
        hint: expect.stringMatching(/^gaze model add .*probe\.onnx --name probe/),
      },
    })
  })

  it('has to be made for the node, and to know the classes, that an image names', async () => {
    await succeeds('model', 'add', join(GRAPHS, 'yolov8-metadata.onnx'), '--name', 'eight')
    await succeeds('model', 'add', join(GRAPHS, 'yunet.onnx'))
    const add = (pipeline: string) => fails('image', 'add', 'wrong', '--pipeline', pipeline)
    expect(await add('detect yunet ! print')).toMatchObject({
      ...{ exit: 2, code: 'PIPELINE_INVALID' },
      message: 'node detect: The model yunet is made to find faces, not to detect objects',
      details: { errors: [{ code: 'MODEL_MISFIT', path: 'detect.model', suggestion: 'face-detect' }] },
    })
    expect(await add('detect eight classes=person,bicycel ! print')).toMatchObject({
      ...{ exit: 2, code: 'PIPELINE_INVALID', hint: 'classes=bicycle' },
      details: { errors: [{ path: 'detect.classes', suggestion: 'bicycle' }] },
    })
    const door = 'track ! count-line line=0.5,0:0.5,1 classes=car,bus'
    expect(await add(`detect eight classes=car ! ${door}`)).toMatchObject({
      ...{ exit: 2, code: 'PIPELINE_INVALID', message: expect.stringContaining('the class bus') },
      details: { errors: [{ code: 'CLASS_NEVER_GIVEN', path: 'count-line.classes' }] },
    })
    expect(await add(`motion ! ${door}`)).toMatchObject({
      details: { errors: [{ code: 'CLASS_NEVER_GIVEN' }, { code: 'CLASS_NEVER_GIVEN' }] },
    })
  })

  it('has to be there for a stream whose variable names it', async () => {
    await succeeds('image', 'add', 'eye', '--pipeline', statement)
    const scale = ['stream', 'scale', 'door', '--image', 'eye', '--no-wait']
    expect(await fails(...scale, '--env', 'MODEL=none')).toMatchObject({ exit: 3, code: 'MODEL_NOT_FOUND' })
    expect(await fails(...scale)).toMatchObject({
      ...{ exit: 2, code: 'USAGE', hint: expect.stringContaining('--env MODEL=MODEL') },
    })
    const secret = join(stack.home, 'model-name')
    writeFileSync(secret, 'probe')
    expect(await fails(...scale, '--secret-env', `MODEL=file:${secret}`)).toMatchObject({
      exit: 2,
      message: expect.stringMatching(/secret MODEL names the model of the node "detect"/),
      hint: expect.stringContaining('--secret-env MODEL- --env MODEL='),
    })
    await succeeds(...scale, '--env', 'MODEL=probe')
    expect(await succeeds('model', 'show', 'probe')).toMatchObject({ usedBy: ['door'], images: [] })
  })

  it('cannot be removed; who uses it is named', async () => {
    expect(await fails('model', 'remove', 'probe', '--confirm', 'probe')).toMatchObject({
      ...{ exit: 1, code: 'IN_USE', details: { streams: ['door'], images: [] } },
    })
    await succeeds('image', 'add', 'still', '--pipeline', 'detect model=probe ! print')
    expect(await fails('model', 'remove', 'probe', '--dry-run')).toMatchObject({
      details: { streams: ['door'], images: ['still'] },
    })
  })

  it('that is replaced is a new generation of its streams', async () => {
    const before = await stack.stream('door')
    await succeeds('model', 'add', PROBE, '--colour', 'bgr', '--force')
    expect((await stack.stream('door')).generation).toBe(before.generation + 1)
    await succeeds('model', 'add', PROBE, '--force')
  })

  it('runs in a pod, by its name', async () => {
    expect((await stack.up()).code).toBe(0)
    const stream = await stack.until(
      'door is through with its picture',
      () => stack.stream('door'),
      ({ status }) => status.phase === 'Completed',
    )
    expect(stream.status.reason).toBe('SourceEnded')
    // Which device it runs on is said, whether it was asked for or not.
    expect((await stack.gaze('logs', 'tail', 'door', '--no-follow')).stdout).toMatch(/probe runs on cpu/)
  })

  it('whose file has another hash fails the stream, with the reason', async () => {
    const { sha256 } = await succeeds('model', 'show', 'probe')
    const path = modelPath(stack.dir.models, String(sha256))
    writeFileSync(path, 'something else')
    await succeeds('stream', 'restart', 'door', '--no-wait')
    const { status } = await stack.until(
      'door fails',
      () => stack.stream('door'),
      ({ status, generation }) => status.reason === 'CrashLoop' && status.observedGeneration === generation,
    )
    const words =
      /model "probe" is not the file that it should be: Its SHA-256 is [0-9a-f]{12}….*gaze model add FILE --name probe puts/
    expect(status.message).toMatch(words)
    const why = await stack.gaze('stream', 'why', 'door', '--json')
    expect(JSON.parse(why.stdout)).toMatchObject({ message: expect.stringMatching(words) })
    expect(await fails('model', 'check', 'probe')).toMatchObject({
      ...{ code: 'MODEL_INVALID', hint: expect.stringContaining('gaze model add FILE --name probe') },
    })
    expect(await succeeds('model', 'add', PROBE)).toMatchObject({ result: 'unchanged' })
    await stack.until(
      'door runs again',
      () => stack.stream('door'),
      ({ status: now }) => now.phase === 'Completed',
    )
  })
})
