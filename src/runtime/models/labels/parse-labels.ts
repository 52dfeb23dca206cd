const MOST = 100_000

const clean = (names: readonly unknown[]): string[] | undefined =>
  names.every((name) => typeof name === 'string' || typeof name === 'number')
    ? names.map((name) => String(name).trim())
    : undefined

/** Ids that begin with 1 are moved to 0; those without a name are called `class-<id>`. */
const byIndex = (entries: readonly (readonly [number, unknown])[]): string[] | undefined => {
  const first = Math.min(1, ...entries.map(([index]) => index))
  const last = Math.max(...entries.map(([index]) => index))
  if (entries.length === 0 || last >= MOST) return undefined
  const names = Array.from({ length: last - first + 1 }, (_, index): unknown => `class-${index + first}`)
  for (const [index, name] of entries) names[index - first] = name
  return clean(names)
}

/** A list of names, or an object from ids to names or the other way round, maybe under `names`. */
const fromValue = (value: unknown): string[] | undefined => {
  if (Array.isArray(value)) return clean(value)
  if (value === null || typeof value !== 'object') return undefined
  for (const key of ['names', 'id2label', 'labels', 'classes']) {
    const inner = (value as Record<string, unknown>)[key]
    if (inner !== undefined) return fromValue(inner)
  }
  const entries = Object.entries(value)
  if (entries.every(([id]) => /^\d+$/.test(id)))
    return byIndex(entries.map(([id, name]) => [Number(id), name]))
  if (entries.every(([, id]) => Number.isInteger(id) && (id as number) >= 0))
    return byIndex(entries.map(([name, id]) => [id as number, name]))
  return undefined
}

/** `0,person`, `0: person` or `0 person`, if all lines are so, else a name a line. */
const fromLines = (text: string): string[] | undefined => {
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  while (lines.at(-1) === '') lines.pop()
  if (lines.length === 0 || lines.includes('')) return undefined
  const numbered = lines.map((line) => /^(\d+)\s*[,:;\t ]\s*(.+)$/.exec(line))
  if (numbered.every((match) => match !== null))
    return byIndex(numbered.map((match) => [Number(match[1]), match[2]]))
  return lines
}

const json = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Names of classes: JSON (a list, ids to names, names to ids), YAML with `names:`, `index,name` lines, or one a line.
 * Undefined where it is none of these.
 */
export const parseLabels = async (text: string): Promise<string[] | undefined> => {
  const plain = text.replace(/^\uFEFF/, '')
  if (/^\s*[[{]/.test(plain)) return fromValue(json(plain))
  if (!/^\s*(names|id2label|labels|classes)\s*:/m.test(plain)) return fromLines(plain)
  const { parse } = await import('yaml')
  try {
    return fromValue(parse(plain))
  } catch {
    return undefined
  }
}
