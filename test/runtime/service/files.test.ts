import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isGazeError } from '../../../src/runtime/errors.ts'
import { ensureDir, readJson, writeFileAtomic } from '../../../src/runtime/service/files.ts'

let dir = ''
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gaze-files-'))
})
afterEach(async () => {
  await chmod(dir, 0o700)
  await rm(dir, { recursive: true })
})

describe('files', () => {
  it('replaces a file for its owner alone and leaves nothing beside it', async () => {
    const path = join(dir, 'state.json')
    await writeFile(path, 'old', { mode: 0o644 })
    await Promise.all(['{"a":1}', '{"a":2}', '{"a":3}'].map((text) => writeFileAtomic(path, text)))
    expect(await readJson(path)).toEqual({ a: expect.any(Number) })
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readdir(dir)).toEqual(['state.json'])
  })

  it('leaves the old file when the new one cannot take its place', async () => {
    const path = join(dir, 'taken')
    await ensureDir(join(path, 'inner'))
    await expect(writeFileAtomic(path, 'new')).rejects.toMatchObject({ code: 'EISDIR' })
    expect(await readdir(dir)).toEqual(['taken'])
    await expect(writeFileAtomic(join(dir, 'none', 'file'), 'new')).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('makes directories for their owner alone', async () => {
    await ensureDir(join(dir, 'a', 'b'))
    await ensureDir(join(dir, 'a', 'b'))
    expect((await stat(join(dir, 'a'))).mode & 0o777).toBe(0o700)
    expect((await stat(join(dir, 'a', 'b'))).mode & 0o777).toBe(0o700)
  })

  it('is made by many at once', async () => {
    for (let round = 0; round < 50; round += 1) {
      const path = join(dir, String(round), 'a', 'b', 'c')
      await Promise.all(Array.from({ length: 16 }, () => ensureDir(path)))
      expect((await stat(path)).isDirectory()).toBe(true)
    }
  })

  it('tells a file that is not there from one that is no JSON', async () => {
    expect(await readJson(join(dir, 'nothing'))).toBeUndefined()
    await writeFile(join(dir, 'half'), '{"a":')
    const failed = await readJson(join(dir, 'half')).catch((error: unknown) => error)
    expect(isGazeError(failed, 'FILE_INVALID')).toBe(true)
    expect(await readFile(join(dir, 'half'), 'utf8')).toBe('{"a":')
  })
})
