import { spawnSync } from 'node:child_process'
import { chmod, chown, mkdir, mkdtemp, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openEmbedded } from '../../../src/runtime/records/embedded.ts'
import { stateDir } from '../../../src/runtime/state-dir.ts'
import { imageDraft } from './drafts.ts'

const READER = fileURLToPath(new URL('read-only-user.ts', import.meta.url))
const NOBODY = 65_534

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'gaze-faults-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

const dirOf = () => stateDir(join(root, 'state'))

const fill = async (count: number, size = 10): Promise<void> => {
  const records = await openEmbedded(dirOf())
  for (let i = 0; i < count; i += 1)
    await records.images.put(imageDraft(`i${i}`, { ref: 'x'.repeat(size) }), 0)
  await records.close()
}

const failure = { code: 'STORE_UNAVAILABLE', exit: 1, why: expect.any(String), hint: expect.any(String) }

describe('a store that cannot be used says why', () => {
  it.each([
    ['garbage', Buffer.alloc(20_000, 7)],
    ['a few bytes', Buffer.from('hello')],
  ])('%s in its file', async (_, content) => {
    await mkdir(dirOf().records, { recursive: true })
    await writeFile(join(dirOf().records, 'data.mdb'), content)
    await expect(openEmbedded(dirOf())).rejects.toMatchObject({
      ...failure,
      hint: expect.stringContaining('Move it aside'),
    })
  })

  it('a file that was cut off', async () => {
    await fill(40, 3_000)
    const file = join(dirOf().records, 'data.mdb')
    await truncate(file, Math.floor((await stat(file)).size / 2 / 4_096) * 4_096)
    await expect(openEmbedded(dirOf())).rejects.toMatchObject(failure)
  })

  it('a file in place of the directory', async () => {
    await mkdir(dirOf().root, { recursive: true })
    await writeFile(dirOf().records, '')
    await expect(openEmbedded(dirOf())).rejects.toMatchObject({
      ...failure,
      why: expect.stringContaining('file'),
    })
  })
})

/** Runs as another user where this one is root, whom modes do not stop. */
const asReader = (task: string) => {
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  const run = spawnSync(process.execPath, ['--import', 'tsx', READER, dirOf().root, task], {
    encoding: 'utf8',
    ...user,
  })
  expect(run.stderr).toBe('')
  return JSON.parse(run.stdout) as Record<string, unknown>
}

const makeReadOnly = async (): Promise<void> => {
  if (process.getuid?.() === 0) for (const dir of [root, dirOf().root]) await chown(dir, NOBODY, NOBODY)
  const files = (await readdir(dirOf().records)).map((file) => join(dirOf().records, file))
  for (const file of files) await chmod(file, 0o444)
  await chmod(dirOf().records, 0o555)
}

describe('a store that this user may not write', () => {
  it('is read, and says so when it should be written', async () => {
    await fill(3)
    await makeReadOnly()
    expect(asReader('list')).toEqual({ names: ['i0', 'i1', 'i2'] })
    expect(asReader('put')).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      why: expect.stringContaining('may not write'),
    })
    await chmod(dirOf().records, 0o755)
  })

  it('is empty where the directory forbids to make it, and says so when it should be written', async () => {
    await mkdir(dirOf().root)
    await makeReadOnlyRoot()
    expect(asReader('list')).toEqual({ names: [] })
    expect(asReader('put')).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      hint: expect.stringContaining('--state-dir'),
    })
  })
})

const makeReadOnlyRoot = async (): Promise<void> => {
  await chmod(root, 0o755)
  await chmod(dirOf().root, 0o555)
}

it('keeps everything to its owner', async () => {
  const records = await openEmbedded(dirOf())
  await records.images.put(imageDraft('a'), 0)
  await records.secrets.put('s', { K: 'v' })
  const modes = await Promise.all(
    [
      dirOf().root,
      dirOf().records,
      dirOf().secrets,
      join(dirOf().records, 'data.mdb'),
      join(dirOf().secrets, 's.json'),
    ].map(async (path) => ((await stat(path)).mode & 0o777).toString(8)),
  )
  expect(modes).toEqual(['700', '700', '700', '600', '600'])
  await records.close()
})
