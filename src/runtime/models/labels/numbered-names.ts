/** Names of classes by index, or why there are none. */
export type ParsedLabels = { readonly names: readonly string[] } | { readonly why: string }

const MOST = 100_000
const LONGEST = 200

const isName = (value: unknown): value is string | number =>
  (typeof value === 'string' && value.trim() !== '' && value.length <= LONGEST) || typeof value === 'number'

/** Names in the order of their classes; text and numbers, none of them empty. */
export const listed = (values: readonly unknown[]): ParsedLabels => {
  if (values.length === 0) return { why: 'it names no class' }
  const bad = values.findIndex((value) => !isName(value))
  if (bad >= 0) return { why: `class ${bad} (the first is 0) has no name of 1 to ${LONGEST} characters` }
  return { names: values.map((name) => String(name).trim()) }
}

/** Ids that begin with 1 are moved to 0; those without a name are called `class-<id>`. */
export const byIndex = (entries: readonly (readonly [number, unknown])[]): ParsedLabels => {
  const names = new Map(entries)
  if (names.size < entries.length) {
    const seen = new Set<number>()
    const twice = entries.find(([id]) => seen.size === seen.add(id).size)
    return { why: `the id ${twice?.[0]} comes twice` }
  }
  const first = Math.min(1, ...names.keys())
  const last = Math.max(0, ...names.keys())
  if (last >= MOST) return { why: `the id ${last} is beyond ${MOST - 1}` }
  return listed(
    Array.from({ length: names.size === 0 ? 0 : last - first + 1 }, (_, index) => {
      const id = index + first
      return names.has(id) ? names.get(id) : `class-${id}`
    }),
  )
}
