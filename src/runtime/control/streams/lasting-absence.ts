import type { Absence } from '../site.ts'

/** On a cluster info-update is away for a moment when another replica takes over, or when it has crashed. */
const ABSENCE_MS = 20_000

/** Tells, look by look, whether what takes up changes is away for so long that waiting is vain. */
export const createAbsenceWatch = (
  now: () => number = () => performance.now(),
): ((absence: Absence | undefined) => absence is Absence) => {
  let presentAt = now()
  return (absence): absence is Absence => {
    if (absence === undefined) {
      presentAt = now()
      return false
    }
    return absence.mayPass !== true || now() - presentAt >= ABSENCE_MS
  }
}
