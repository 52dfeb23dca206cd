import { isGazeError } from '../../../src/runtime/errors.ts'
import type { Records } from '../../../src/runtime/records/store.ts'
import { imageDraft } from './drafts.ts'
import { openStore } from './open-store.ts'

/**
 * A process that writes: `writer.ts STORE add PREFIX COUNT` adds records and prints each name once it is stored;
 * `writer.ts STORE count NAME TIMES` raises a number in one record, again after each conflict.
 */
const [address = '', task, name = '', times = '0'] = process.argv.slice(2)

const add = async (records: Records): Promise<void> => {
  for (let i = 0; i < Number(times); i += 1) {
    await records.images.put(imageDraft(`${name}-${i}`), 0)
    process.stdout.write(`${name}-${i}\n`)
  }
}

const raise = async (records: Records): Promise<void> => {
  const old = await records.images.get(name)
  if (old === undefined) throw new Error(`${name} is not there`)
  await records.images.put({ ...old, description: String(Number(old.description) + 1) }, old.revision)
}

const count = async (records: Records): Promise<void> => {
  for (let done = 0; done < Number(times); ) {
    try {
      await raise(records)
      done += 1
    } catch (error) {
      if (!isGazeError(error, 'CONFLICT')) throw error
    }
  }
}

const records = await openStore(address)
await (task === 'add' ? add(records) : count(records))
await records.close()
