import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isGazeError } from '../../../../../src/runtime/errors.ts'
import { besideModel } from '../../../../../src/runtime/models/onnx/pack/beside.ts'
import { packModel } from '../../../../../src/runtime/models/onnx/pack/pack-model.ts'
import { readGraph } from '../../../../../src/runtime/models/onnx/read-graph.ts'
import { packageRoot } from '../../../../../src/runtime/package-root.ts'
import { external, message, node, plain, tensor } from '../../../../support/onnx.ts'

const GRAPHS = join(packageRoot, 'test/runtime/models/fixtures/graphs')
const INDEX = JSON.parse(readFileSync(join(GRAPHS, 'index.json'), 'utf8')) as Record<
  string,
  { packed?: string }
>

let dir = ''
let out = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gaze-pack-'))
  out = join(dir, 'made', 'one.onnx')
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const pack = (path: string, signal = new AbortController().signal) =>
  packModel({ path, name: path }, out, besideModel(path), signal)

const refused = async (path: string) => {
  const error = await pack(path).catch((error: unknown) => error)
  expect(existsSync(out)).toBe(false)
  if (!isGazeError(error, 'MODEL_INVALID')) throw error
  return { why: error.why ?? '', hint: error.hint ?? '' }
}

const ONE = Buffer.alloc(4, 7)
/** A model with one number in another file. */
const put = (location: string, folder = dir): string => {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'model.onnx')
  writeFileSync(path, plain(tensor('w', [1], external(location))))
  return path
}

describe('one file of many', () => {
  it.each(Object.entries(INDEX).flatMap(([name, { packed }]) => (packed ? [[name, packed]] : [])))(
    '%s has the bytes that the Python package onnx gives it',
    async (name, sha256) => {
      const locations = await pack(join(GRAPHS, name))
      expect(locations.length).toBeGreaterThan(0)
      expect(createHash('sha256').update(readFileSync(out)).digest('hex')).toBe(sha256)
      // It has all in itself now: that is read, and nothing is left to do.
      await expect(readGraph(out)).resolves.toMatchObject({ outputs: [{ name: 'output0' }] })
      expect(
        await packModel({ path: out, name: '' }, `${out}.2`, besideModel(out), AbortSignal.any([])),
      ).toEqual([])
    },
  )

  it('holds tensors that stand in a function or are left empty', async () => {
    writeFileSync(join(dir, 'w.bin'), ONE)
    const path = join(dir, 'model.onnx')
    const constant = node('Constant', [], ['k'], message(5, tensor('k', [1], external('w.bin'))))
    const inFunction = message(25, message(1, 'Mine'), message(7, constant.subarray(2)))
    writeFileSync(path, Buffer.concat([plain(tensor('none', [0], external('w.bin'))), inFunction]))
    expect(await pack(path)).toEqual(['w.bin'])
    expect(readFileSync(out).includes(Buffer.concat([Buffer.from([0x4a, 4]), ONE]))).toBe(true)
    expect(readFileSync(out).includes('w.bin')).toBe(false)
  })

  it('leaves a model alone that has all in itself', async () => {
    expect(await pack(join(GRAPHS, 'yolov8.onnx'))).toEqual([])
    expect(existsSync(join(dir, 'made'))).toBe(false)
  })

  it('ends with the signal, and leaves nothing', async () => {
    writeFileSync(join(dir, 'w.bin'), ONE)
    await expect(pack(put('w.bin'), AbortSignal.abort(new Error('enough')))).rejects.toThrow()
    expect(readdirSync(join(dir, 'made'))).toEqual([])
  })
})

describe('files of the data', () => {
  it('may lie in a folder below, and be links within the folder', async () => {
    mkdirSync(join(dir, 'data'))
    writeFileSync(join(dir, 'data', 'real.bin'), ONE)
    symlinkSync('real.bin', join(dir, 'data', 'w.bin'))
    expect(await pack(put('./data/w.bin'))).toEqual(['./data/w.bin'])
  })

  it('may lie beside the file that the model is a link to, as in the cache of Hugging Face', async () => {
    const blobs = join(dir, 'blobs')
    put('model.onnx_data', blobs)
    cpSync(join(blobs, 'model.onnx'), join(blobs, 'aaaa'))
    writeFileSync(join(blobs, 'bbbb'), ONE)
    const snapshot = join(dir, 'snapshots', 'onnx')
    mkdirSync(snapshot, { recursive: true })
    symlinkSync('../../blobs/aaaa', join(snapshot, 'model.onnx'))
    symlinkSync('../../blobs/bbbb', join(snapshot, 'model.onnx_data'))
    expect(await pack(join(snapshot, 'model.onnx'))).toEqual(['model.onnx_data'])
  })

  it('are refused where a link leads out of the folder', async () => {
    writeFileSync(join(dir, 'secret'), ONE)
    const path = put('w.bin', join(dir, 'models'))
    symlinkSync('../secret', join(dir, 'models', 'w.bin'))
    expect((await refused(path)).why).toMatch(/link to .*secret, outside the model's folder/)
    rmSync(join(dir, 'models', 'w.bin'))
    symlinkSync('..', join(dir, 'models', 'up'))
    expect((await refused(put('up/secret', join(dir, 'models')))).why).toMatch(/outside the model's folder/)
  })

  it('are refused where they are none, with the tensor and its place', async () => {
    const path = put('w.bin')
    const missing = await refused(path)
    expect(missing.why).toBe('tensor "w" has its data in "w.bin", and there is no such file beside it')
    expect(missing.hint).toContain(join(dir, 'w.bin'))
    mkdirSync(join(dir, 'w.bin'))
    expect((await refused(path)).why).toMatch(/which is no file/)
  })

  it('are refused where they are cut off', async () => {
    writeFileSync(join(dir, 'w.bin'), ONE.subarray(0, 3))
    const { why, hint } = await refused(put('w.bin'))
    expect(why).toMatch(/bytes 0 to 4, and the file has 3/)
    expect(hint).toMatch(/get both files again/)
  })

  it('are refused where the shape wants more than there can be', async () => {
    writeFileSync(join(dir, 'w.bin'), ONE)
    for (const axes of [3, 30]) {
      const path = join(dir, 'model.onnx')
      writeFileSync(path, plain(tensor('w', Array(axes).fill(2n ** 62n), external('w.bin'))))
      expect((await refused(path)).why).toMatch(/its shape wants .* bytes, which no file has/)
    }
  })

  it('are refused where all together are more than one file can hold', async () => {
    writeFileSync(join(dir, 'w.bin'), '')
    truncateSync(join(dir, 'w.bin'), 3 * 2 ** 30)
    const path = join(dir, 'model.onnx')
    const third = [...Array(3).keys()].map((n) => tensor(`w${n}`, [2 ** 28], external('w.bin')))
    writeFileSync(path, plain(...third))
    const { why, hint } = await refused(path)
    expect(why).toMatch(/^With the data of all its tensors it has 3221\d{6} bytes, .* 2147483647/)
    expect(hint).toMatch(/float16/)
  })
})

describe('is refused', () => {
  it.each([
    ['external-outside', /outside the model's folder/],
    ['external-absolute', /outside the model's folder/],
    ['external-attribute', /"\.\.\/outside\.bin", which is outside/],
    ['external-branch', /"\/etc\/hostname", which is outside/],
    ['external-sparse', /"a\/\.\.\/\.\.\/outside\.bin", which is outside/],
    ['external-memory', /no such file/],
    ['external-missing', /"gone\.bin", and there is no such file/],
    ['external-beyond', /bytes 4096 to 7624, and the file has 3528/],
    ['external-length', /names 8 bytes, and its shape wants 3528/],
    ['external-offset', /an offset of "-4" and a length of "3528", which are no numbers of bytes/],
    ['external-2gb', /it has 28\d{8} bytes/],
    ['text', /a text file/],
    ['truncated', /truncated/],
  ])('%s', async (name, why) => {
    const found = await refused(join(GRAPHS, `${name}.onnx`))
    expect(found.why).toMatch(why)
    expect(found.hint).not.toBe('')
  })
})
