import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isGazeError } from '../../../../src/runtime/errors.ts'
import { readGraph } from '../../../../src/runtime/models/onnx/read-graph.ts'
import {
  external,
  graph,
  int,
  message,
  model,
  node,
  plain,
  property,
  tensor,
  value,
} from '../../../support/onnx.ts'

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'gaze-onnx-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const put = (bytes: Buffer | string, name = 'model.onnx'): string => {
  const path = join(dir, name)
  writeFileSync(path, bytes)
  return path
}
const read = (bytes: Buffer | string) => readGraph(put(bytes))
const raw = (bytes: number) => message(9, Buffer.alloc(bytes))

describe('a graph', () => {
  it('says its inputs, outputs, operators, opsets and properties', async () => {
    const found = await read(
      model(
        graph(
          node('Conv', ['images', 'weight'], ['a']),
          node('Sigmoid', ['a'], ['b']),
          node('NonMaxSuppression', ['b'], ['c'], message(7, 'com.example')),
          node('Reshape', ['c', 'shape'], ['output']),
          tensor('weight', [4, 3], raw(48)),
          value(11, 'images', ['batch', 3, 'height', -1]),
          value(11, 'weight', [4, 3]),
          value(12, 'output', [1, 5], 10),
        ),
        property('names', "{0: 'cat'}"),
      ),
    )
    expect(found.inputs).toEqual([{ name: 'images', type: 'float', shape: ['batch', 3, 'height', ''] }])
    expect(found.outputs).toEqual([{ name: 'output', type: 'float16', shape: [1, 5] }])
    expect([...found.operators]).toEqual([
      ['Conv', 1],
      ['Sigmoid', 1],
      ['com.example.NonMaxSuppression', 1],
      ['Reshape', 1],
    ])
    expect(found.producers.get('output')).toEqual([
      'Reshape',
      'com.example.NonMaxSuppression',
      'Sigmoid',
      'Conv',
    ])
    expect([...found.opsets]).toEqual([['', 17]])
    expect(found.metadata.get('names')).toBe("{0: 'cat'}")
    expect(found.producer).toBe('gaze-test 1')
  })

  it('counts operators of subgraphs and of functions, too', async () => {
    const branch = message(6, node('Relu', ['x'], ['y']))
    const found = await read(
      model(
        graph(
          node('If', ['images'], ['output'], message(5, message(1, 'then_branch'), branch)),
          value(11, 'images', [1]),
          value(12, 'output', [1]),
        ),
        message(25, message(1, 'Mine'), message(7, message(4, 'Gelu'))),
      ),
    )
    expect([...found.operators.keys()].sort()).toEqual(['Gelu', 'If', 'Relu'])
  })
})

const nested = (depth: number): Buffer =>
  depth === 0 ? node('Relu', [], []) : node('If', [], [], message(5, message(6, nested(depth - 1))))

const REFUSED: readonly (readonly [string, Buffer | string, RegExp])[] = [
  ['an empty file', '', /empty/],
  ['a text file', 'hello, this is no model\n', /a text file/],
  ['a text file of one word', 'hello\n', /a text file/],
  ['a web page', '<!DOCTYPE html><html></html>', /a web page/],
  ['a pointer of Git LFS', 'version https://git-lfs.github.com/spec/v1\n', /Git LFS/],
  ['a zip archive', Buffer.from('PK\u0003\u0004abcdefgh'), /zip/],
  ['a picture', Buffer.from('\u00FF\u00D8\u00FF\u00E0', 'latin1'), /a JPEG picture/],
  ['no graph', model(), /no graph/],
  ['no inputs', model(graph(value(12, 'output', [1]))), /no inputs/],
  ['no outputs', model(graph(value(11, 'images', [1]))), /no outputs/],
  [
    'data by an absolute path',
    plain(tensor('w', [1], external('/etc/passwd'))),
    /outside the model's folder/,
  ],
  [
    'data above the folder',
    plain(tensor('w', [1], external('a/../../secret'))),
    /outside the model's folder/,
  ],
  ['data at a URL', plain(tensor('w', [1], external('https://example.com/w'))), /outside the model's folder/],
  ['data in a file that is missing', plain(tensor('w', [1], external('w.bin'))), /one file has to hold/],
  ['data in a file that is there', plain(tensor('w', [1], external('beside.bin'))), /one file has to hold/],
  [
    'data of an attribute outside',
    plain(node('Constant', [], ['k'], message(5, tensor('k', [1], external('../k'))))),
    /outside/,
  ],
  ['a tensor of 2 GB without data', plain(tensor('w', [536_870_912], raw(8))), /claims 536870912 values/],
  ['a tensor with a negative axis', plain(tensor('w', [-1n], raw(8))), /claims/],
  [
    'a length beyond the file',
    Buffer.concat([int(1, 8), Buffer.from([0x3a, 0xff, 0xff, 0xff, 0x7f])]),
    /claims 268435455 bytes/,
  ],
  ['a number without an end', Buffer.from([0x08, ...Array<number>(12).fill(0xff)]), /ten bytes/],
  ['graphs in graphs in graphs', plain(nested(40)), /nested/],
  ['a shape of a thousand axes', model(graph(value(11, 'images', Array<number>(1_000).fill(1)))), /axes/],
]

describe('refused', () => {
  it.each(REFUSED)('%s', async (_, bytes, why) => {
    put('', 'beside.bin')
    const error = await read(bytes).catch((error: unknown) => error)
    expect(isGazeError(error, 'MODEL_INVALID') && error.why).toMatch(why)
    expect(isGazeError(error) && error.hint).toBeTruthy()
  })

  it('what is not there, and what is a directory', async () => {
    await expect(readGraph(join(dir, 'none.onnx'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    await expect(readGraph(dir)).rejects.toMatchObject({ code: 'MODEL_INVALID' })
  })

  it('a file that is cut off anywhere', async () => {
    const whole = plain(tensor('w', [64], raw(256)))
    for (let end = 1; end < whole.length; end++) {
      const found = await read(whole.subarray(0, end)).catch((error: unknown) => error)
      if (isGazeError(found, 'MODEL_INVALID')) continue
      // Only what stands behind the graph may be missing.
      expect(found).toMatchObject({ inputs: [{ name: 'images' }], outputs: [{ name: 'output' }] })
    }
  })

  it('any bytes, with a GazeError and never a crash', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.nat(), async (noise, at) => {
        const bytes = Buffer.from(plain(tensor('w', [4], raw(16))))
        bytes.set(noise.subarray(0, bytes.length), 0 + (at % Math.max(1, bytes.length - noise.length)))
        const found = await read(bytes).catch((error: unknown) => error)
        expect(isGazeError(found) || typeof (found as { producer: unknown }).producer === 'string').toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})
