import type { Database } from './embedded/database.ts'

/** A process that holds a lease; `mark` tells it from a later one of the same pid. */
export interface Holder {
  readonly pid: number
  readonly mark: string
}

/** Claims that one process at a time can have; that of a dead process is free. */
export interface Leases {
  /**
   * Takes the lease when nobody alive has it, in one transaction.
   * Gives who has it now: `holder` itself when it was got, or was had before.
   */
  claim(name: string, holder: Holder, isAlive: (holder: Holder) => boolean): Promise<Holder>
  /** Gives it back; false when somebody else has it. */
  release(name: string, holder: Holder): Promise<boolean>
  /** Who took it last, alive or not. */
  get(name: string): Promise<Holder | undefined>
}

const isSameHolder = (a: Holder, b: Holder): boolean => a.pid === b.pid && a.mark === b.mark

export const embeddedLeases = (database: Database): Leases => {
  const keyOf = (name: string): string => `lease/${name}`
  const read = (name: string): Holder | undefined => {
    const text = database.get(keyOf(name))
    return text === undefined ? undefined : (JSON.parse(text) as Holder)
  }
  return {
    claim: async (name, holder, isAlive) =>
      database.write((put) => {
        const current = read(name)
        if (current !== undefined && !isSameHolder(current, holder) && isAlive(current)) return current
        put(keyOf(name), JSON.stringify({ pid: holder.pid, mark: holder.mark }))
        return holder
      }),
    release: async (name, holder) =>
      database.write((put) => {
        const current = read(name)
        if (current === undefined || !isSameHolder(current, holder)) return false
        put(keyOf(name), undefined)
        return true
      }),
    get: async (name) => read(name),
  }
}
