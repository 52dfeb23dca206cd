import { GazeError } from '../../errors.ts'
import { nearest } from '../../nearest.ts'
import type { TailedLine } from './log-line.ts'

const FIELDS: Readonly<Record<string, (line: TailedLine) => string>> = {
  time: ({ time }) => time,
  stream: ({ stream }) => stream,
  pod: ({ pod, service }) => pod || (service ?? ''),
  service: ({ service }) => service ?? '',
  level: ({ level }) => level ?? '',
  message: ({ message }) => message,
  fields: ({ fields }) => (fields === undefined ? '' : JSON.stringify(fields)),
  raw: ({ raw }) => raw,
}

const PLACE = /\{\{\s*([^{}]*?)\s*\}\}/g
const ESCAPES: Readonly<Record<string, string>> = { '\\n': '\n', '\\t': '\t', '\\\\': '\\' }

/**
 * `{{pod}}: {{message}}` as a function of a line.
 * @throws GazeError USAGE for a name that no line has.
 */
export const parseTemplate = (template: string): ((line: TailedLine) => string) => {
  const text = template.replaceAll(/\\[nt\\]/g, (code) => ESCAPES[code] ?? code)
  for (const [, name = ''] of text.matchAll(PLACE)) {
    if (Object.hasOwn(FIELDS, name)) continue
    const near = nearest(name, Object.keys(FIELDS))
    throw new GazeError('USAGE', `--template: a line has no "${name}"`, {
      why: `It has ${Object.keys(FIELDS).join(', ')}`,
      hint: near === undefined ? "--template '{{pod}} {{message}}'" : `{{${near}}}`,
    })
  }
  if (text.replaceAll(PLACE, '').includes('{{') || text === '')
    throw new GazeError('USAGE', `--template ${JSON.stringify(template)} names nothing of a line`, {
      why: text === '' ? 'It is empty' : 'A {{ is without its }}',
      hint: "--template '{{pod}} {{message}}'",
    })
  return (line) => text.replaceAll(PLACE, (_, name: string) => FIELDS[name]?.(line) ?? '')
}
