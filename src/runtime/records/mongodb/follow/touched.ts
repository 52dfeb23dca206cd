import type { ObjectId } from 'mongodb'

/** A document that was written or removed, by what is known of it. */
export interface Touched {
  readonly name?: string
  readonly id?: ObjectId
}

export interface TouchedDocuments {
  readonly names: readonly string[]
  readonly ids: readonly ObjectId[]
}

/** What news has named and nobody has looked at yet. */
export interface Gathered {
  /** Nothing named: it may be any. */
  add(touched: Touched | undefined): void
  /** What to look at now: these, and all others too where it may be `any`. */
  take(): TouchedDocuments & { readonly any: boolean }
}

/** Beyond so many, a list of all is the cheaper look. */
const MOST = 1_000

/** At first it may be any. */
export const gatherTouched = (): Gathered => {
  const names = new Set<string>()
  const ids = new Map<string, ObjectId>()
  let any = true
  const clear = (): void => {
    names.clear()
    ids.clear()
  }

  return {
    add: (touched) => {
      if (touched?.name !== undefined) names.add(touched.name)
      if (touched?.id !== undefined) ids.set(touched.id.toHexString(), touched.id)
      const isNamed = touched?.name !== undefined || touched?.id !== undefined
      if (isNamed && names.size + ids.size <= MOST) return
      any = true
      if (isNamed) clear()
    },
    take: () => {
      const taken = { names: [...names], ids: [...ids.values()], any }
      any = false
      clear()
      return taken
    },
  }
}
