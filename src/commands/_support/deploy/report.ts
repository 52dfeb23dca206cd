import type { DeployListener, DeployResult } from '../../../runtime/control/deploy/deploy.ts'
import { type ObjectId, titleOf } from '../../../runtime/control/deploy/object.ts'
import type { Output } from '../output.ts'

/** One object and what became of it, as --json shows it. */
export interface Reported extends ObjectId {
  readonly result: DeployResult
}

export interface Report {
  readonly objects: readonly Reported[]
  readonly listener: DeployListener
}

/** Prints each object as it is applied, for people; for JSON it keeps them for the one document at the end. */
export const createReport = (
  out: Output,
  notice: (text: string) => Promise<void>,
  say: (text: string) => void,
  suffix = '',
): Report => {
  const objects: Reported[] = []
  return {
    objects,
    listener: {
      applied: async (id, result) => {
        objects.push({ ...id, result })
        if (out.format !== 'json') await out.line(id, `${titleOf(id)} ${result}${suffix}`)
      },
      notice,
      say,
    },
  }
}
