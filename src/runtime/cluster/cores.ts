import type { Assignment } from '../pod/assignment.ts'
import type { Placement } from '../records/types.ts'

const UNITS: Readonly<Record<string, number>> = { n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3 }

/** Cores of a Kubernetes quantity: `500m` is 0.5. */
const coresOf = (cpu: string): number => {
  const unit = UNITS[cpu.at(-1) ?? '']
  return unit === undefined ? Number(cpu) : Number(cpu.slice(0, -1)) * unit
}

/** What a pod of ours is told of the `--cpu` that it was given; nothing where that is not limited. */
export const coresFor = ({ cpu = '' }: Placement = {}): Pick<Assignment, 'cores'> =>
  cpu === '' ? {} : { cores: coresOf(cpu) }
