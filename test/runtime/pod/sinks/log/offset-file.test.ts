import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openOffsetFile, readProgress } from '../../../../../src/runtime/pod/sinks/log/offset-file.ts'

let dir: string
let path: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gaze-offset-'))
  path = join(dir, 'sinks', 'kafka-1.offset')
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const fail = (error: unknown): never => {
  throw error
}

describe('the offset of a sink', () => {
  it('is there again after each write, whoever reads', async () => {
    expect(readProgress(path)).toBeUndefined()
    const file = openOffsetFile(path, fail)
    for (let offset = 1; offset <= 20; offset += 1) {
      file.save({ offset, sent: offset * 2 })
      expect(readProgress(path)).toEqual({ offset, sent: offset * 2, lost: 0, skipped: {}, finished: false })
    }
    file.save({ finished: true })
    await file.close()
    expect(readProgress(path)).toMatchObject({ offset: 20, finished: true })
    const again = openOffsetFile(path, fail)
    expect(again.progress()).toMatchObject({ offset: 20, finished: false })
    await again.close()
  })

  it('is the one before where a write was cut off at any byte', async () => {
    const file = openOffsetFile(path, fail)
    file.save({ offset: 123_456 })
    const before = readFileSync(path)
    file.save({ offset: 123_457 })
    const after = readFileSync(path)
    await file.close()
    const first = before.findIndex((byte, at) => byte !== after[at])
    const last = before.findLastIndex((byte, at) => byte !== after[at])
    for (let cut = first; cut <= last; cut += 1) {
      writeFileSync(path, Buffer.concat([after.subarray(0, cut), before.subarray(cut)]))
      expect(readProgress(path)?.offset).toBe(123_456)
    }
    writeFileSync(path, after)
    expect(readProgress(path)?.offset).toBe(123_457)
  })

  it.each([Buffer.alloc(0), Buffer.from('nonsense'), Buffer.alloc(1_024, 0x20)])(
    'begins at 0 where nothing of it is whole',
    async (bytes) => {
      await openOffsetFile(path, fail).close()
      writeFileSync(path, bytes)
      expect(readProgress(path)).toMatchObject({ offset: 0, sent: 0 })
      const file = openOffsetFile(path, fail)
      file.save({ offset: 5 })
      await file.close()
      expect(readProgress(path)?.offset).toBe(5)
    },
  )
})
