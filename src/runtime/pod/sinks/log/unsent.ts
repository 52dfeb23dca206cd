import { join } from 'node:path'
import { entriesOf } from '../../../service/files.ts'
import { sinksFolder } from './log-place.ts'
import { readProgress } from './offset-file.ts'

/** Whether a sink has not sent all of the log of a pod that is no more. */
export const hasUnsent = (dir: string): boolean =>
  entriesOf(sinksFolder(dir))
    .filter((name) => name.endsWith('.offset'))
    .some((name) => readProgress(join(sinksFolder(dir), name))?.finished === false)
