/** Reasons that only somebody's doing ends: who waits for the stream is told at once. */
export const HOPELESS: ReadonlySet<string> = new Set([
  'Unschedulable',
  'QuotaExceeded',
  'Refused',
  'ProbeFailing',
  'FailedMount',
])
