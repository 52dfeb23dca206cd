import { printable } from '../printable.ts'

const isEmpty = (value: unknown): boolean =>
  value === '' || value === null || (typeof value === 'object' && Object.keys(value).length === 0)

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** `createdAt` -> `Created at`. */
const titleOf = (key: string): string => {
  const words = key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}:`
}

const isFlat = (value: object): boolean =>
  Object.values(value).every((each) => !isObject(each) || isEmpty(each))

const flat = (value: object): string =>
  Array.isArray(value)
    ? value.map((each) => printable(String(each))).join(', ')
    : Object.entries(value)
        .filter(([, each]) => !isEmpty(each))
        .map(([key, each]) => `${key}=${printable(String(each))}`)
        .join(' ')

const entry = (label: string, value: unknown, indent: string): string => {
  if (isObject(value) && !isEmpty(value) && !isFlat(value))
    return `\n${indent}${label}${block(value, `${indent}  `)}`
  return `\n${indent}${label} ${shown(value)}`
}

const block = (value: object, indent: string): string =>
  Object.entries(value)
    .map(([key, each]) => entry(Array.isArray(value) ? '-' : `${key}:`, each, indent))
    .join('')

const shown = (value: unknown): string => {
  if (isEmpty(value)) return '-'
  if (!isObject(value)) return printable(String(value))
  return isFlat(value) ? flat(value) : block(value, '  ')
}

/** A record for people: one field a line, aligned, `-` for empty. */
export const describe = (record: object): string => {
  const lines = Object.entries(record).map(([key, value]) => [titleOf(key), shown(value)] as const)
  const width = Math.max(...lines.map(([title]) => title.length))
  return lines.map(([title, value]) => `${title.padEnd(width)} ${value}`.replace(/ +\n/, '\n')).join('\n')
}
