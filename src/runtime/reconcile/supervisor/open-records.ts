import { type EmbeddedRecords, openEmbedded } from '../../records/embedded.ts'
import { ownIdentity } from '../../service/process-mark.ts'
import type { StateDir } from '../../state-dir.ts'
import { claimRecords, releaseRecords } from './claim.ts'
import type { Supervision } from './supervision.ts'

/**
 * Opens the records and claims them; undefined when another supervisor has them.
 * @throws GazeError STORE_UNAVAILABLE
 */
export const openRecords = async (
  { life, say }: Supervision,
  dir: StateDir,
): Promise<EmbeddedRecords | undefined> => {
  const self = ownIdentity()
  const records = await openEmbedded(dir)
  life.onDrain('records', () => records.close())
  const other = await claimRecords(records, self)
  if (other !== undefined) {
    say({ type: 'held', pid: other })
    return undefined
  }
  life.onDrain('lease', () => releaseRecords(records, self))
  return records
}
