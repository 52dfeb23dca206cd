import type { NodeRecord } from '../options.ts'

/** So many failures in a row are more than a bad picture. */
const MANY_FAILURES = 10

/** Whether a node fails on what it is given: on the last items, or on half of all. */
export const failsMostly = ({
  dropped: { error = 0 },
  in: taken,
  failing = 0,
}: Pick<NodeRecord, 'dropped' | 'in' | 'failing'>): boolean =>
  failing >= MANY_FAILURES || (taken >= MANY_FAILURES && error * 2 >= taken)
