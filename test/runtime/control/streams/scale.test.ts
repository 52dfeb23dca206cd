import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseChange, type ScaleFlags } from '../../../../src/runtime/control/streams/scale/change.ts'
import { scaleStream } from '../../../../src/runtime/control/streams/scale/scale.ts'
import { type EmbeddedRecords, openEmbedded } from '../../../../src/runtime/records/embedded.ts'
import { stateDir } from '../../../../src/runtime/state-dir.ts'
import { imageDraft } from '../../records/drafts.ts'

let root: string
let records: EmbeddedRecords
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'gaze-scale-'))
  records = await openEmbedded(stateDir(root))
  await records.images.put(imageDraft('i'), 0)
})
afterEach(async () => {
  await records.close()
  rmSync(root, { recursive: true, force: true })
})

const scale = async (flags: ScaleFlags, secrets: Record<string, string> = {}, dryRun = false) => {
  const change = await parseChange(flags, root)
  return scaleStream(records, 's', { ...change, secrets: { ...change.secrets, set: secrets } }, dryRun)
}

describe('secrets of a stream', () => {
  it('are written with it, and make a new generation when they change', async () => {
    await scale({ image: 'i' }, { A: '1' })
    expect(await records.secrets.get('s')).toEqual({ A: '1' })
    const changed = await scale({}, { A: '2' })
    expect(changed).toMatchObject({ result: 'configured', stream: { generation: 2, secretVersion: 1 + 1 } })
    expect(await scale({}, { A: '2' })).toMatchObject({ result: 'unchanged', stream: { generation: 2 } })
  })

  it('stay as they were when the stream cannot be written', async () => {
    await scale({ image: 'i' }, { A: '1' })
    const refused = scale({ currentReplicas: 7 }, { A: '2' })
    await expect(refused).rejects.toMatchObject({ code: 'PRECONDITION' })
    expect(await records.secrets.get('s')).toEqual({ A: '1' })
  })

  it('are not written by a dry run', async () => {
    expect(await scale({ image: 'i' }, { A: '1' }, true)).toMatchObject({ result: 'created' })
    expect(existsSync(stateDir(root).secrets)).toBe(false)
    expect(await records.streams.list()).toEqual([])
  })

  it('of a command that was killed are not taken over', async () => {
    await records.secrets.put('s', { OLD: 'x' })
    await scale({ image: 'i' }, { A: '1' })
    expect(await records.secrets.get('s')).toEqual({ A: '1' })
  })

  it('go when they are taken away', async () => {
    await scale({ image: 'i' }, { A: '1', B: '2' })
    const { stream } = await scale({ secretEnv: ['A-'] })
    expect(stream.secretEnv).toEqual(['B'])
    expect(await records.secrets.get('s')).toEqual({ B: '2' })
  })

  it('of a command that loses against another are taken back, and not those of the other', async () => {
    await scale({ image: 'i' }, { A: '1' })
    const { streams } = records
    const put: typeof streams.put = async (draft, expected) => {
      await scale({}, { B: '2' })
      return streams.put(draft, expected)
    }
    const change = await parseChange({}, root)
    const late = scaleStream(
      { ...records, streams: { ...streams, put } },
      's',
      { ...change, secrets: { set: { A: '3', C: '3' }, unset: [] } },
      false,
    )
    await expect(late).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await records.secrets.get('s')).toEqual({ A: '1', B: '2' })
    expect(await records.streams.get('s')).toMatchObject({ secretEnv: ['A', 'B'] })
  })
})
