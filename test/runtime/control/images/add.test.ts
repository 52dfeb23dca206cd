import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addImage } from '../../../../src/runtime/control/images/add.ts'
import { type EmbeddedRecords, openEmbedded } from '../../../../src/runtime/records/embedded.ts'
import { stateDir } from '../../../../src/runtime/state-dir.ts'
import { imageDraft, streamDraft } from '../../records/drafts.ts'

const TRACKER = {
  kind: 'pipeline',
  digest: 'sha256:1',
  pipeline: { nodes: [{ id: 'track', type: 'track', params: {}, from: [] }] },
} as const

let root: string
let records: EmbeddedRecords
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'gaze-add-'))
  records = await openEmbedded(stateDir(root))
  await records.images.put(imageDraft('door'), 0)
  await records.streams.put(streamDraft('front'), 0)
  await records.streams.put(streamDraft('other', { image: 'yard', key: 'bbbbbbbb' }), 0)
})
afterEach(async () => {
  await records.close()
  rmSync(root, { recursive: true, force: true })
})

const replace = (change: Parameters<typeof imageDraft>[1], dryRun = false) =>
  addImage(records, imageDraft('door', change), { force: true, dryRun })
const generation = async (name: string) => (await records.streams.get(name))?.generation

describe('an image that replaces another', () => {
  it.each([
    ['another program', { digest: 'sha256:1', command: ['tac'] }],
    ['another environment', { env: { A: '1' } }],
  ])('makes a new generation of the streams that run it: %s', async (_, change) => {
    expect(await replace(change)).toMatchObject({ result: 'configured', image: { usedBy: ['front'] } })
    expect(await generation('front')).toBe(2)
    expect(await generation('other')).toBe(1)
  })

  it('makes none when it runs the same, or by a dry run', async () => {
    expect(await replace({ description: 'the front door' })).toMatchObject({ result: 'configured' })
    expect(await replace({ digest: 'sha256:1', command: ['tac'] }, true)).toMatchObject({
      result: 'configured',
    })
    expect(await generation('front')).toBe(1)
  })

  it('keeps frames in order exactly while it has memory', async () => {
    await replace(TRACKER)
    expect(await records.streams.get('front')).toMatchObject({ order: true, generation: 2 })
    await replace({ digest: 'sha256:2' })
    expect(await records.streams.get('front')).toMatchObject({ order: false, generation: 3 })
  })
})
