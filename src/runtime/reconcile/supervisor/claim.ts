import type { EmbeddedRecords } from '../../records/embedded.ts'
import { isAlive, type ProcessIdentity } from '../../service/process-mark.ts'

const LEASE = 'supervisor'

const isSame = (a: ProcessIdentity, b: ProcessIdentity): boolean => a.pid === b.pid && a.mark === b.mark

/** Claims the records for this supervisor; gives the pid of the one that has them, or undefined when they are ours. */
export const claimRecords = async (
  records: EmbeddedRecords,
  self: ProcessIdentity,
): Promise<number | undefined> => {
  const holder = await records.leases.claim(LEASE, self, isAlive)
  return isSame(holder, self) ? undefined : holder.pid
}

export const releaseRecords = async (records: EmbeddedRecords, self: ProcessIdentity): Promise<void> => {
  await records.leases.release(LEASE, self)
}

/** The supervisor that is alive, also one that has not come far enough to say so in stack.json. */
export const currentSupervisor = async (records: EmbeddedRecords): Promise<ProcessIdentity | undefined> => {
  const holder = await records.leases.get(LEASE)
  return holder !== undefined && isAlive(holder) ? holder : undefined
}
