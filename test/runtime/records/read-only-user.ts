import { isGazeError } from '../../../src/runtime/errors.ts'
import { openEmbedded } from '../../../src/runtime/records/embedded.ts'
import { stateDir } from '../../../src/runtime/state-dir.ts'
import { imageDraft } from './drafts.ts'

const [root = '', task] = process.argv.slice(2)

const run = async (): Promise<unknown> => {
  const records = await openEmbedded(stateDir(root))
  if (task === 'put') await records.images.put(imageDraft('new'), 0)
  return { names: (await records.images.list()).map(({ name }) => name) }
}

const result = await run().catch((error: unknown) => {
  if (isGazeError(error)) return { code: error.code, why: error.why, hint: error.hint }
  throw error
})
process.stdout.write(JSON.stringify(result))
