import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { recordsContract } from './contract.ts'

recordsContract('the embedded store', async () => {
  const root = await mkdtemp(join(tmpdir(), 'gaze-records-'))
  return { address: `embedded::${root}`, dispose: () => rm(root, { recursive: true, force: true }) }
})
