import { amountOf } from './quantity.ts'
import type { Assignment } from '../pod/assignment.ts'
import type { Placement } from '../records/types.ts'

/** What a pod of ours is told of the `--cpu` that it was given; nothing where that is not limited. */
export const coresFor = ({ cpu = '' }: Placement = {}): Pick<Assignment, 'cores'> =>
  cpu === '' ? {} : { cores: amountOf(cpu) }
