import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { removeStream } from '../../../../src/runtime/control/streams/remove.ts'
import { updateStream } from '../../../../src/runtime/control/streams/update.ts'
import { type EmbeddedRecords, openEmbedded } from '../../../../src/runtime/records/embedded.ts'
import type { Stream } from '../../../../src/runtime/records/types.ts'
import { stateDir } from '../../../../src/runtime/state-dir.ts'
import { streamDraft } from '../../records/drafts.ts'

let root: string
let records: EmbeddedRecords
let stream: Stream
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'gaze-update-'))
  records = await openEmbedded(stateDir(root))
  stream = await records.streams.put(streamDraft('s'), 0)
})
afterEach(async () => {
  await records.close()
  rmSync(root, { recursive: true, force: true })
})

const writeStatus = async (message: string): Promise<void> => {
  const now = (await records.streams.get('s')) as Stream
  await records.streams.put({ ...now, status: { ...now.status, message } }, now.revision)
}
const writeSpec = async (change: Partial<Stream>): Promise<void> => {
  const now = (await records.streams.get('s')) as Stream
  await records.streams.put({ ...now, ...change, generation: now.generation + 1 }, now.revision)
}

/** Raises the replicas, while somebody else does `meanwhile` before the first write. */
const raise = (meanwhile: () => Promise<unknown>) => {
  let first = true
  return updateStream(records, 's', async (old) => {
    if (first) await meanwhile()
    first = false
    return { ...(old ?? streamDraft('s')), replicas: 5, generation: (old?.generation ?? 0) + 1 }
  })
}

describe('a change of a stream while others write it', () => {
  it('goes over a new status, and keeps that', async () => {
    const written = await raise(() => writeStatus('seen'))
    expect(written).toMatchObject({ replicas: 5, generation: 2, status: { message: 'seen' } })
    expect(await records.streams.get('s')).toEqual(written)
  })

  it('is refused over another spec, and says what that was', async () => {
    await expect(raise(() => writeSpec({ queue: 7, key: 'secret01' }))).rejects.toMatchObject({
      code: 'CONFLICT',
      exit: 1,
      why: 'Generation 1 became 2: key: "***" -> "*** (another)"\nqueue: 1 -> 7',
    })
    expect(await records.streams.get('s')).toMatchObject({ queue: 7, replicas: 1, generation: 2 })
  })

  it.each([
    ['removed', () => records.streams.remove('s'), 'It was removed'],
    [
      'removed and added again',
      async () => {
        await records.streams.remove('s')
        await new Promise((resolve) => setTimeout(resolve, 2))
        await records.streams.put(streamDraft('s'), 0)
      },
      'It was removed and added again',
    ],
  ])('is refused when the stream was %s', async (_, meanwhile, why) => {
    await expect(raise(meanwhile)).rejects.toMatchObject({ code: 'CONFLICT', why })
  })

  it('is refused when the stream was added', async () => {
    await records.streams.remove('s')
    await expect(
      raise(() => records.streams.put(streamDraft('s', { image: 'other' }), 0)),
    ).rejects.toMatchObject({
      code: 'CONFLICT',
      why: 'It was added with image other, 1 replicas',
    })
  })

  it('writes nothing when nothing changes', async () => {
    expect(await updateStream(records, 's', async () => undefined)).toEqual(stream)
    expect(await records.streams.get('s')).toEqual(stream)
  })
})

describe('a removal while others write', () => {
  it('goes over a new status', async () => {
    await writeStatus('seen')
    expect(await removeStream(records, stream)).toBe(true)
    expect(await records.streams.get('s')).toBeUndefined()
  })

  it('is refused over another spec', async () => {
    await writeSpec({ queue: 7 })
    await expect(removeStream(records, stream)).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await records.streams.get('s')).toBeDefined()
  })

  it('is false for what is gone', async () => {
    await records.streams.remove('s')
    expect(await removeStream(records, stream)).toBe(false)
  })
})
