import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  NODES_LABEL,
  PIPELINE_LABEL,
  pipelineOf,
} from '../../../../src/runtime/control/images/container/labels.ts'
import { factsOf } from '../../../../src/runtime/nodes/own/facts.ts'
import { loadOwnNodes, typesFor } from '../../../../src/runtime/nodes/own/load.ts'
import { hasMemory, hasSource } from '../../../../src/runtime/pipeline/spec-for.ts'
import { BRIGHTNESS } from '../../../support/own-node.ts'

const REMEMBERS = BRIGHTNESS.replace(/memory: false,.*/, 'memory: true,')

const LIMIT = { limitMs: 10_000, signal: new AbortController().signal }

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gaze-own-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

const write = (name: string, text: string): void => writeFileSync(join(dir, name), text)

describe('nodes of a directory', () => {
  it('are its modules, and none where there is no directory', async () => {
    expect(await loadOwnNodes(join(dir, 'none'), LIMIT)).toEqual([])
    write('brightness.mjs', REMEMBERS)
    write('notes.txt', 'not a module')
    mkdirSync(join(dir, 'helpers'))
    const [type, ...others] = await loadOwnNodes(dir, LIMIT)
    expect(others).toEqual([])
    expect(type).toMatchObject({ name: 'brightness', takes: ['frames'], memory: true, source: false })
    expect(type?.open).toBeTypeOf('function')
  })

  it.each([
    ['export default 1', /not an object/],
    ['export const nothing = 1', /not an object/],
    ['syntax error', /cannot be loaded/],
    [REMEMBERS.replace("'brightness'", "'motion'"), /gaze has a node "motion"/],
    [REMEMBERS.replace("'brightness'", "'Bright Ness'"), /"name"/],
    [REMEMBERS.replace("takes: ['frames']", "takes: ['pictures']"), /"takes" is not a list of frames/],
    [REMEMBERS.replace("type: 'integer'", "type: 'int'"), /parameter "every"/],
    [REMEMBERS.replace("type: 'integer'", "type: 'string', pattern: '('"), /parameter "every"/],
    [REMEMBERS.replace("type: 'integer'", "type: 'model', task: 'fly'"), /parameter "every"/],
    [REMEMBERS.replace('memory: true', 'memory: 1'), /"memory"/],
    [REMEMBERS.replace(/summary: 'Tells.*/, ''), /no "summary"/],
    [REMEMBERS.replace('open: ', 'opens: '), /no function open/],
    [REMEMBERS.replace('memory: true', 'memory: true, source: true'), /open and live/],
  ])('that are none are named with the reason', async (text, why) => {
    write('one.mjs', text)
    const error = await loadOwnNodes(dir, LIMIT).catch((one: unknown) => one)
    expect(error).toMatchObject({ code: 'FILE_INVALID', message: expect.stringContaining('one.mjs') })
    expect(`${(error as Error).message}; ${(error as { why?: string }).why}`).toMatch(why)
  })

  it('are modules of either kind, by their ending or package.json', async () => {
    const common = REMEMBERS.replace('export default', 'module.exports =')
    write('package.json', '{"type":"module"}')
    write('a.js', REMEMBERS)
    write('b.cjs', common.replace("'brightness'", "'common'"))
    write(
      'c.cjs',
      `Object.defineProperty(exports, '__esModule', { value: true });
      ${common.replace("'brightness'", "'transpiled'").replace('module.exports', 'exports.default')}`,
    )
    const names = (await loadOwnNodes(dir, LIMIT)).map(({ name }) => name)
    expect(names).toEqual(['brightness', 'common', 'transpiled'])
  })

  it('are no TypeScript, unless somebody has compiled it', async () => {
    write('a.ts', REMEMBERS)
    write('b.d.ts', 'export {}')
    await expect(loadOwnNodes(dir, LIMIT)).rejects.toMatchObject({
      code: 'FILE_INVALID',
      message: expect.stringContaining('a.ts is TypeScript'),
      hint: expect.stringMatching(/esbuild .*a\.ts .*--outfile=.*a\.mjs/),
    })
    write('a.mjs', REMEMBERS)
    expect(await loadOwnNodes(dir, LIMIT)).toHaveLength(1)
  })

  it('that never finish loading are named, and so is an end from outside', async () => {
    write('a.mjs', `await new Promise(() => {})\n${REMEMBERS}`)
    const limit = { ...LIMIT, limitMs: 50 }
    await expect(loadOwnNodes(dir, limit)).rejects.toMatchObject({
      code: 'FILE_INVALID',
      message: expect.stringMatching(/a\.mjs has not finished loading within 50 ms/),
    })
    const stop = new AbortController()
    const loading = loadOwnNodes(dir, { ...LIMIT, signal: stop.signal })
    stop.abort(new Error('stopped'))
    await expect(loading).rejects.toThrow('stopped')
  })

  it('have a name each', async () => {
    write('a.mjs', REMEMBERS)
    write('b.mjs', REMEMBERS)
    await expect(loadOwnNodes(dir, LIMIT)).rejects.toMatchObject({
      message: expect.stringContaining('brightness'),
    })
  })
})

describe('what an image says of its own nodes', () => {
  const labels = async (every: string): Promise<Record<string, string>> => {
    write('brightness.mjs', REMEMBERS)
    const own = (await loadOwnNodes(dir, LIMIT)).map((type) => factsOf(type.name, type))
    const nodes = [{ id: 'b', type: 'brightness', params: { every }, from: [] }]
    return { [PIPELINE_LABEL]: JSON.stringify({ nodes }), [NODES_LABEL]: JSON.stringify(own) }
  }

  it('is enough to check its pipeline and to know what it needs, and finds the program where that is', async () => {
    const spec = pipelineOf(await labels('5'))
    expect(spec?.nodes).toMatchObject([{ type: 'brightness', own: { name: 'brightness', memory: true } }])
    expect(spec && [hasMemory(spec), hasSource(spec)]).toEqual([true, false])
    const types = await typesFor(spec ?? { nodes: [] }, LIMIT.signal, dir)
    expect(types('brightness')?.open).toBeTypeOf('function')
    expect(types('motion')?.name).toBe('motion')
    expect((await typesFor({ nodes: [] }, LIMIT.signal, dir))('brightness')).toBeUndefined()
  })

  it('is not believed where it is wrong', async () => {
    const good = await labels('5')
    expect(() => pipelineOf({ ...good, [NODES_LABEL]: '[]' })).toThrow(
      expect.objectContaining({ code: 'PIPELINE_INVALID' }),
    )
    for (const wrong of ['{', '[{"name":"motion"}]'])
      expect(() => pipelineOf({ ...good, [NODES_LABEL]: wrong })).toThrow(
        expect.objectContaining({ code: 'FILE_INVALID' }),
      )
    const zero = await labels('0')
    expect(() => pipelineOf(zero)).toThrow(expect.objectContaining({ code: 'PIPELINE_INVALID' }))
  })
})
