import { byIndex, listed, type ParsedLabels } from './numbered-names.ts'

/** `0,person`, `0: person` or `0 person`. */
const NUMBERED = /^(\d+)\s*[,:;\t ]\s*(.+)$/

/** `index,name` lines, if all are so, else a name a line; empty lines at the end do not count. */
export const fromLines = (text: string): ParsedLabels => {
  const lines = text
    .trimEnd()
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
  const empty = lines.indexOf('')
  if (empty >= 0) return { why: `line ${empty + 1} is empty, and each line names a class` }
  const numbered = lines.map((line) => NUMBERED.exec(line))
  const found = numbered.filter((match) => match !== null)
  if (found.length === lines.length) return byIndex(found.map(([, id, name]) => [Number(id), name]))
  // A few names may begin with a number; a header or a broken line among ids is another thing.
  if (found.length > lines.length / 2)
    return { why: `line ${numbered.indexOf(null) + 1} has no index, and most others have one` }
  return listed(lines)
}
