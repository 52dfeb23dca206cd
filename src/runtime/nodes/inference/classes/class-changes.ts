/** What something was before, where it was something. */
export interface Change {
  readonly before: string | undefined
}

/**
 * Says when the class of one thing has become another: at once the first time, later when it has been that one for
 * `hold` seconds. `now`: seconds; undefined: of no class that is sure enough.
 */
export const createClassChanges = (
  hold: number,
): ((name: string | undefined, now: number) => Change | undefined) => {
  let told: string | undefined
  let next: { name: string | undefined; since: number } | undefined
  return (name, now) => {
    if (name === told) {
      next = undefined
      return undefined
    }
    if (next === undefined || next.name !== name) next = { name, since: now }
    if (told !== undefined && now - next.since < hold) return undefined
    const before = told
    told = name
    next = undefined
    return { before }
  }
}
