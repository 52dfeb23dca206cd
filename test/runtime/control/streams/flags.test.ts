import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parseOutput, parseSinks } from '../../../../src/runtime/control/streams/scale/addresses.ts'
import { checkKey, newKey, requireFreeKey } from '../../../../src/runtime/control/streams/scale/key.ts'
import { parseQuantity } from '../../../../src/runtime/control/streams/scale/quantity.ts'
import { readSecretFlags } from '../../../../src/runtime/control/streams/scale/secret-flags.ts'
import { parseSource } from '../../../../src/runtime/control/streams/scale/source.ts'
import type { Stream } from '../../../../src/runtime/records/types.ts'
import { streamDraft } from '../../records/drafts.ts'

const usage = expect.objectContaining({ code: 'USAGE', exit: 2 })
const dir = mkdtempSync(join(tmpdir(), 'gaze-flags-'))
writeFileSync(join(dir, 'clip'), '')
writeFileSync(join(dir, 'secret'), 'two\nlines\n')
afterAll(() => rmSync(dir, { recursive: true, force: true }))

describe('--cpu and --memory', () => {
  it.each([
    ['cpu', ['1', '0.5', '500m', '.5', '2.', '1e3', '1k', '']],
    ['memory', ['128974848', '129e6', '129M', '123Mi', '1Gi', '1.5Gi', '1G', '']],
  ] as const)('%s takes quantities', (what, texts) => {
    expect(texts.map((text) => parseQuantity(what, text))).toEqual(texts)
  })

  it.each([
    ['cpu', ['x', '1Q', '-1', '0', '1 m', '500M', '1Gi', 'm']],
    ['memory', ['1', '512', '5Mi', '100k', 'x', '1MB', '1 Gi', '-1Gi', '0', '500m', '1gi', 'Gi']],
  ] as const)('%s refuses others', (what, texts) => {
    for (const text of texts) expect(() => parseQuantity(what, text), text).toThrow(usage)
  })
})

describe('--source', () => {
  it.each([
    ['push', 'push'],
    ['pipeline', 'pipeline'],
    ['rtsp://cam/1', 'rtsp://cam/1'],
    ['rtsp://u:${P}@cam/1', 'rtsp://u:${P}@cam/1'],
    ['${CAMERA}', '${CAMERA}'],
    ['/abs/clip.mp4', '/abs/clip.mp4'],
    ['file:///abs/a%20b.mp4', '/abs/a b.mp4'],
    ['clip.mp4', join(dir, 'clip.mp4')],
    ['../clip.mp4', join(dir, '..', 'clip.mp4')],
    ['clip', join(dir, 'clip')],
    ['at 10:30.mp4', join(dir, 'at 10:30.mp4')],
    ['RTSP://cam/1', 'RTSP://cam/1'],
  ])('%s', (text, source) => {
    expect(parseSource(text, dir)).toBe(source)
  })

  it.each(['psh', '', 'rstp://cam/1', 'camera://0'])('refuses %j', (text) => {
    expect(() => parseSource(text, dir)).toThrow(usage)
  })
})

describe('--output and --sink', () => {
  it.each(['1.2.3.4:5', 'viewer.local:65535', '[fe80::1]:80', 'a_b:1', ''])('takes %s', (text) => {
    expect(parseOutput(text)).toBe(text)
  })
  it.each(['1.2.3.4', 'h:0', 'h:65536', ':80', 'http://h:80', 'h:x', 'h:80/', 'a b:1', 'fe80::1:80'])(
    'refuses %s',
    (text) => {
      expect(() => parseOutput(text)).toThrow(usage)
    },
  )
  it.each([
    ['file:///x/events.jsonl', 'file:///x/events.jsonl'],
    ['file:events.jsonl', `file://${dir}/events.jsonl`],
    ['tcp://127.0.0.1:6000', 'tcp://127.0.0.1:6000'],
    ['tcp://viewer:6000?wire=v0', 'tcp://viewer:6000?wire=v0'],
  ])('takes the sink %s', (text, url) => {
    expect(parseSinks(['', text], dir)).toEqual([url])
  })
  it.each(['events.jsonl', 'nope://h/t', 'tcp://h', 'constructor://h'])('refuses the sink %s', (text) => {
    expect(() => parseSinks([text], dir)).toThrow(usage)
  })
})

describe('--key', () => {
  const stream = (name: string, key: string): Stream => ({
    ...streamDraft(name, { key }),
    ...{ revision: 1, createdAt: '', updatedAt: '' },
  })

  it.each(['abcdefgh', '12345678', 'A-_.!~$#'])('takes %s', (key) => {
    expect(checkKey(key)).toBe(key)
  })
  it.each(['short', 'ninechars', 'with spc', 'ümlauts1', 'tab\tchar'])(
    'refuses %s without repeating it',
    (key) => {
      expect(() => checkKey(key)).toThrow(usage)
      expect(() => checkKey(key)).not.toThrow(key)
    },
  )
  it('is new each time', () => {
    const keys = Array.from({ length: 500 }, () => newKey([]))
    expect(new Set(keys).size).toBe(500)
    for (const key of keys) expect(key).toMatch(/^[a-z0-9]{8}$/)
  })
  it('belongs to one stream', () => {
    const streams = [stream('a', 'abcdefgh')]
    expect(() => requireFreeKey('abcdefgh', 'b', streams)).toThrow(usage)
    expect(() => requireFreeKey('abcdefgh', 'a', streams)).not.toThrow()
  })
})

describe('--secret-env', () => {
  it('reads files without their last newline, and takes away', async () => {
    expect(await readSecretFlags(['A=file:secret', 'B-'], dir)).toEqual({
      set: { A: 'two\nlines' },
      unset: ['B'],
    })
  })
  it.each([
    ['a value', 'A=hunter2', 'USAGE'],
    ['no value', 'A', 'USAGE'],
    ['a variable that is not set', 'A=env:GAZE_NO_SUCH_VARIABLE', 'USAGE'],
    ['a file that is not there', 'A=file:none', 'FILE_NOT_FOUND'],
    ['a directory', 'A=file:.', 'FILE_INVALID'],
    ['a bad name', 'A B=file:secret', 'USAGE'],
  ])('refuses %s', async (_, flag, code) => {
    const error = await readSecretFlags([flag], dir).catch((thrown: Error) => thrown)
    expect(error).toMatchObject({ code })
    expect((error as Error).message).not.toContain('hunter2')
  })
  it('reads stdin once at most', async () => {
    await expect(readSecretFlags(['A=-', 'B=-'], dir)).rejects.toMatchObject({ code: 'USAGE' })
  })
})
