import { fromLines } from './label-lines.ts'
import { fromLabelMap, isLabelMap } from './label-map.ts'
import { byIndex, listed, type ParsedLabels } from './numbered-names.ts'

/** A list of names, or an object from ids to names or the other way round, maybe under `names`. */
const fromValue = (value: unknown): ParsedLabels => {
  if (Array.isArray(value)) return listed(value)
  if (value === null || typeof value !== 'object')
    return { why: 'it is neither a list nor an object of names' }
  for (const key of ['names', 'id2label', 'labels', 'classes']) {
    const inner = (value as Record<string, unknown>)[key]
    if (inner !== undefined) return fromValue(inner)
  }
  const entries = Object.entries(value)
  if (entries.every(([id]) => /^\d+$/.test(id)))
    return byIndex(entries.map(([id, name]) => [Number(id), name]))
  if (entries.every(([, id]) => Number.isInteger(id) && (id as number) >= 0))
    return byIndex(entries.map(([name, id]) => [id as number, name]))
  return { why: 'its object is neither from ids to names nor from names to ids' }
}

const parsedBy = (parse: (text: string) => unknown, text: string, what: string): ParsedLabels => {
  let value: unknown
  try {
    value = parse(text)
  } catch {
    return { why: `it begins as ${what} does and cannot be read as that` }
  }
  return fromValue(value)
}

/** Tab and the ends of lines are all of the control characters that lists of names have. */
const isControl = (code: number): boolean => code < 32 && code !== 9 && code !== 10 && code !== 13

/**
 * Names of classes: JSON (a list, ids to names, names to ids), YAML with `names:`, a label map of TensorFlow, `index,name`
 * lines, or one a line. The order is that of the classes; a name may come twice (ImageNet has such), an id may not.
 */
export const parseLabels = async (text: string): Promise<ParsedLabels> => {
  const plain = text.replace(/^\uFEFF/, '')
  if (plain.trim() === '') return { why: 'it is empty' }
  if ([...plain].some((character) => isControl(character.charCodeAt(0))))
    return { why: 'it is no text: control characters are in it' }
  if (/^\s*<(!doctype|html|\?xml)/i.test(plain)) return { why: 'it is a web page or XML' }
  if (/^\s*[[{]/.test(plain)) return parsedBy(JSON.parse, plain, 'JSON')
  if (isLabelMap(plain)) return fromLabelMap(plain)
  if (!/^\s*(names|id2label|labels|classes)\s*:/m.test(plain)) return fromLines(plain)
  const { parse } = await import('yaml')
  return parsedBy(parse, plain, 'YAML')
}
