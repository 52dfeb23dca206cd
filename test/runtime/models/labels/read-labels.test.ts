import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readLabels } from '../../../../src/runtime/models/labels/read-labels.ts'

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'gaze-labels-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const put = (name: string, content: string | Buffer): string => {
  writeFileSync(join(dir, name), content)
  return join(dir, name)
}

describe('--labels', () => {
  it('takes a file, and says from where the names are', async () => {
    const path = put('labels.txt', '\uFEFFperson\r\ncar\r\n')
    expect(await readLabels(path, 2)).toEqual({ names: ['person', 'car'], from: `the names of ${path}` })
  })

  it.each([
    ['coco8', 'Did you mean "coco80"?'],
    ['imagnet', 'Did you mean "imagenet"?'],
    ['objects365', 'one of coco80, coco91, imagenet'],
  ])('names the sets where %s is none', async (given, hint) => {
    await expect(readLabels(given, 80)).rejects.toMatchObject({
      ...{ code: 'FILE_NOT_FOUND', hint: expect.stringContaining(hint) },
    })
  })

  it.each([
    ['a directory', () => dir, /directory/],
    ['bytes', () => put('weights.bin', Buffer.from([0x08, 0xff, 0xfe, 0x00])), /UTF-8/],
    ['UTF-16', () => put('utf16.txt', Buffer.from('person\ncar\n', 'utf16le')), /control characters/],
    ['five megabytes', () => put('large.txt', 'person\n'.repeat(800_000)), /too large/],
  ])('refuses %s with the reason', async (_, path, why) => {
    await expect(readLabels(path(), 2)).rejects.toMatchObject({
      code: 'FILE_INVALID',
      why: expect.stringMatching(why),
      hint: expect.stringMatching(/One name a line/),
    })
  })
})
