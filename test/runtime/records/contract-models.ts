import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Records } from '../../../src/runtime/records/store.ts'
import { modelDraft } from './drafts.ts'

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

const contentOf = async (records: Records, sha256: string): Promise<string | undefined> => {
  const parts = await records.modelFiles.read(sha256)
  if (parts === undefined) return undefined
  const hash = createHash('sha256')
  for await (const part of parts) hash.update(part)
  return hash.digest('hex')
}

/** Records of models, and their files. */
export const modelsContract = (store: () => Records): void => {
  describe('models', () => {
    const bytes = randomBytes(3_000_000)
    const sha256 = hashOf(bytes)
    let dir = ''
    let path = ''
    beforeEach(() => {
      dir = mkdtempSync(join(tmpdir(), 'gaze-model-'))
      path = join(dir, 'model.onnx')
      writeFileSync(path, bytes)
    })
    afterEach(() => rmSync(dir, { recursive: true, force: true }))

    it('are kept with their manifests, apart from images', async () => {
      const { models, images } = store()
      const put = await models.put(modelDraft('yolo'), 0)
      expect(await models.get('yolo')).toEqual(put)
      expect(put).toMatchObject(modelDraft('yolo'))
      expect(await images.list()).toEqual([])
      expect(await models.remove('yolo', put.revision)).toBe(true)
      expect(await models.list()).toEqual([])
    })

    it('have files by hash: whole, once, until they are removed', async () => {
      const { modelFiles } = store()
      expect(await modelFiles.has(sha256)).toBe(false)
      expect(await modelFiles.read(sha256)).toBeUndefined()
      const seen: number[] = []
      await modelFiles.put(sha256, path, { progress: (done) => seen.push(done) })
      expect(seen.at(-1)).toBe(bytes.length)
      await modelFiles.put(sha256, path, { progress: () => expect.unreachable('it is there') })
      expect(await modelFiles.has(sha256)).toBe(true)
      expect(await contentOf(store(), sha256)).toBe(sha256)
      expect(await modelFiles.remove(sha256)).toBe(true)
      expect(await modelFiles.remove(sha256)).toBe(false)
      expect(await contentOf(store(), sha256)).toBeUndefined()
    })

    it('refuse a file whose bytes are others', async () => {
      const { modelFiles } = store()
      const other = hashOf(Buffer.from('another'))
      await expect(modelFiles.put(other, path)).rejects.toMatchObject({
        code: 'MODEL_INVALID',
        details: { expected: other, found: sha256 },
      })
      expect(await modelFiles.has(other)).toBe(false)
    })

    it('take a file from several at once', async () => {
      const { modelFiles } = store()
      await Promise.all([1, 2, 3].map(() => modelFiles.put(sha256, path)))
      expect(await contentOf(store(), sha256)).toBe(sha256)
      await modelFiles.remove(sha256)
      expect(await modelFiles.has(sha256)).toBe(false)
    })

    it('are half put when that is stopped, and can be put then', async () => {
      const { modelFiles } = store()
      const stop = new AbortController()
      const stopped = modelFiles.put(sha256, path, { signal: stop.signal, progress: () => stop.abort() })
      await expect(stopped).rejects.toThrow()
      expect(await modelFiles.has(sha256)).toBe(false)
      await modelFiles.put(sha256, path)
      expect(await contentOf(store(), sha256)).toBe(sha256)
    })
  })
}
