import { describe, expect, it } from 'vitest'
import type { StreamChange } from '../../../../src/runtime/control/streams/scale/change.ts'
import { nextSpec } from '../../../../src/runtime/control/streams/scale/next-spec.ts'
import { type StreamSpec, specOf } from '../../../../src/runtime/control/streams/spec.ts'
import { streamDraft } from '../../records/drafts.ts'

const nothing: StreamChange = {
  ...{ image: undefined, replicas: undefined, source: undefined, output: undefined, sinks: undefined },
  ...{ key: undefined, currentReplicas: undefined, order: undefined, queue: undefined, cpu: undefined },
  ...{ memory: undefined, env: { set: {}, unset: [] }, secrets: { set: {}, unset: [] } },
  placement: {
    ...{ resources: { set: {}, unset: [] }, nodeSelector: { set: {}, unset: [] } },
    ...{ tolerations: undefined, pullSecrets: undefined },
  },
}
const plain = {
  hasSource: false,
  memory: false,
  opaque: false,
  variables: [] as string[],
  ownVariables: [] as string[],
}
const program = { ...plain, opaque: true, ownVariables: ['GAZE_STREAM'] }
const old = (change: Partial<StreamSpec> = {}): StreamSpec => ({
  ...specOf({ ...streamDraft('s'), revision: 1, createdAt: '', updatedAt: '' }),
  ...change,
})
const next = (
  spec: StreamSpec | undefined,
  change: Partial<StreamChange>,
  image = plain,
  hadMemory = false,
) => nextSpec({ name: 's', spec, hadMemory }, { ...nothing, ...change }, image, () => 'newkey00')

describe('the spec after a change', () => {
  it('has defaults for a new stream', () => {
    expect(next(undefined, { image: 'i' })).toEqual({
      ...{ image: 'i', source: 'push', output: '', sinks: [], env: {}, secretEnv: [], key: 'newkey00' },
      ...{ replicas: 1, order: false, queue: 1, cpu: '', memory: '', restarts: 0, secretVersion: 0 },
    })
  })

  it('keeps what is not named', () => {
    const before = old({
      output: 'h:1',
      sinks: ['a://b'],
      env: { A: '1' },
      secretEnv: ['S'],
      replicas: 3,
      queue: 9,
      cpu: '1',
    })
    expect(next(before, {})).toEqual(before)
    expect(next(before, { replicas: 2 })).toEqual({ ...before, replicas: 2 })
  })

  it.each([
    ['a push by default', undefined, {}, plain, 'push'],
    ['one that is named', undefined, { source: 'a://b' }, plain, 'a://b'],
    ['the recorded one', old({ source: 'a://b' }), {}, plain, 'a://b'],
    ["the pipeline's own", undefined, {}, { ...plain, hasSource: true }, 'pipeline'],
    ["the pipeline's own after a push", old(), {}, { ...plain, hasSource: true }, 'pipeline'],
    [
      "the pipeline's own, named so",
      old({ source: 'a://b' }),
      { source: 'pipeline' },
      { ...plain, hasSource: true },
      'pipeline',
    ],
    ['a push when the new image has none', old({ source: 'pipeline' }), {}, plain, 'push'],
  ])('source: %s', (_, before, change, image, source) => {
    expect(next(before, { image: 'i', ...change }, image).source).toBe(source)
  })

  it.each([
    ['no image', undefined, {}, plain, 'USAGE'],
    ['two sources', undefined, { image: 'i', source: 'push' }, { ...plain, hasSource: true }, 'SOURCE_TWICE'],
    [
      'two sources, one recorded',
      old({ source: 'a://b' }),
      { image: 'i' },
      { ...plain, hasSource: true },
      'SOURCE_TWICE',
    ],
    ['no source at all', undefined, { image: 'i', source: 'pipeline' }, plain, 'USAGE'],
    [
      'replicas of a pulled source',
      undefined,
      { image: 'i', source: 'a://b', replicas: 2 },
      plain,
      'REPLICAS_NEED_PUSH',
    ],
    ['a pulled source of replicas', old({ replicas: 2 }), { source: 'a://b' }, plain, 'REPLICAS_NEED_PUSH'],
    [
      "replicas of a pipeline's source",
      undefined,
      { image: 'i', replicas: 2 },
      { ...plain, hasSource: true },
      'REPLICAS_NEED_PUSH',
    ],
    [
      'a sink whose variable is not there',
      old(),
      { sinks: ['kafka://h:1/t?user=u&password=${PW}'] },
      plain,
      'USAGE',
    ],
    ['sinks of a program', old(), { sinks: ['file:///x'] }, { ...plain, opaque: true }, 'USAGE'],
    [
      'a secret that is in env',
      old({ env: { A: '1' } }),
      { secrets: { set: { A: 'x' }, unset: [] } },
      plain,
      'USAGE',
    ],
    ['a variable that gaze sets', old(), { env: { set: { GAZE_STREAM: 'x' }, unset: [] } }, program, 'USAGE'],
    [
      'a secret that gaze sets',
      old(),
      { secrets: { set: { GAZE_STREAM: 'x' }, unset: [] } },
      program,
      'USAGE',
    ],
    [
      'a variable that the output sets',
      old({ env: { OUT_IP: '10.0.0.1' } }),
      { output: '10.0.0.2:6000' },
      program,
      'USAGE',
    ],
    [
      'an env that is secret',
      old({ secretEnv: ['A'] }),
      { env: { set: { A: 'x' }, unset: [] } },
      plain,
      'USAGE',
    ],
  ])('refuses %s', (_, before, change, image, code) => {
    expect(() => next(before, change, image)).toThrow(expect.objectContaining({ code, exit: 2 }))
  })

  it('has any variable where gaze sets none of that name', () => {
    const env = { set: { GAZE_STREAM: 'x', OUT_IP: '10.0.0.1' }, unset: [] }
    expect(next(old({ output: 'h:1' }), { env }).env).toEqual(env.set)
    const out = { set: { OUT_IP: '10.0.0.1' }, unset: [] }
    expect(next(old(), { env: out }, program).env).toEqual(out.set)
  })

  it.each([
    ['not asked for', old(), {}, plain, false, false],
    ['asked for', old(), { order: true }, plain, false, true],
    ['kept', old({ order: true }), {}, plain, false, true],
    ['taken back', old({ order: true }), { order: false }, plain, false, false],
    ['by memory', old(), {}, { ...plain, memory: true }, false, true],
    ['by memory, against the flag', old(), { order: false }, { ...plain, memory: true }, false, true],
    ['gone with the memory that brought it', old({ order: true }), {}, plain, true, false],
  ])('order: %s', (_, before, change, image, hadMemory, order) => {
    expect(next(before, change, image, hadMemory).order).toBe(order)
  })

  it('moves a variable into the secrets', () => {
    const change = { env: { set: {}, unset: ['A'] }, secrets: { set: { A: 'x' }, unset: [] } }
    expect(next(old({ env: { A: '1' } }), change)).toMatchObject({ env: {}, secretEnv: ['A'] })
  })
})
