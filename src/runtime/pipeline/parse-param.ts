import { parseDuration } from '../duration.ts'
import type { DurationParam, Line, NumberParam, Param, TextParam } from './params.ts'
import { near } from './parse/draft.ts'
import { parsePolygon } from './parse-polygon.ts'
import type { ParamValue } from './spec.ts'

export type Parsed =
  /** `value` is what a node gets, `written` the one way to write it in a spec. */
  | { readonly value: unknown; readonly written: ParamValue; readonly problem?: undefined }
  | { readonly problem: string; readonly suggestion: string }

const wrong = (problem: string, suggestion = ''): Parsed => ({ problem, suggestion })
const right = (value: unknown, written: ParamValue): Parsed => ({ value, written })

const range = (min: string | number | undefined, max: string | number | undefined): string => {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`
  if (min !== undefined) return ` of at least ${min}`
  return max === undefined ? '' : ` of at most ${max}`
}

const number = (param: NumberParam, text: string): Parsed => {
  const what = param.type === 'integer' ? 'a whole number' : 'a number'
  const expected = `is not ${what}${range(param.min, param.max)}${param.unit ? ` (${param.unit})` : ''}`
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) {
    const bare = /^[+-]?(\d+\.?\d*|\.\d+)/.exec(text)?.[0] ?? ''
    return wrong(expected, bare)
  }
  const value = Number(text)
  if (param.type === 'integer' && !Number.isInteger(value)) return wrong(expected, String(Math.round(value)))
  if (param.min !== undefined && value < param.min) return wrong(expected, String(param.min))
  if (param.max !== undefined && value > param.max) return wrong(expected, String(param.max))
  return right(value, value)
}

const milliseconds = (text: string): number | undefined =>
  /^\d+(\.\d+)?(ms|s|m|h)$/.test(text) ? parseDuration(text) : undefined

const duration = (param: DurationParam, text: string): Parsed => {
  const expected = `is not a duration${range(param.min, param.max)}, such as 250ms, 60s, 5m or 1h`
  const value = milliseconds(text)
  if (value === undefined) return wrong(expected, /^\d+(\.\d+)?$/.test(text) ? `${text}s` : '')
  if (param.min !== undefined && value < parseDuration(param.min)) return wrong(expected, param.min)
  if (param.max !== undefined && value > parseDuration(param.max)) return wrong(expected, param.max)
  return right(value, text)
}

const COORDINATE = '(\\d*\\.?\\d+)'
const LINE = new RegExp(`^${COORDINATE},${COORDINATE}:${COORDINATE},${COORDINATE}$`)

const line = (text: string): Parsed => {
  const expected = 'is not a line x1,y1:x2,y2 with each coordinate from 0 to 1, such as 0.5,0:0.5,1'
  const match = LINE.exec(text.replaceAll(' ', ''))
  if (!match) return wrong(expected)
  const [x1, y1, x2, y2] = match.slice(1).map(Number) as [number, number, number, number]
  if (Math.max(x1, y1, x2, y2) > 1) return wrong(expected)
  if (x1 === x2 && y1 === y2) return wrong('is a point, not a line: its two ends are the same')
  return right({ x1, y1, x2, y2 } satisfies Line, text)
}

const polygon = (given: string): Parsed => {
  const points = parsePolygon(given)
  return typeof points === 'string' ? wrong(points) : right(points, given)
}

const text = (param: TextParam, given: string): Parsed => {
  if (param.required && given === '') return wrong('is empty')
  if (param.pattern === undefined || new RegExp(`^(?:${param.pattern})$`).test(given))
    return right(given, given)
  return wrong(`is not ${param.expects ?? `text of the form ${param.pattern}`}`)
}

const WORDS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  false: false,
  no: false,
  off: false,
}

const boolean = (given: string): Parsed => {
  const value = WORDS[given.toLowerCase()]
  if (value === undefined) return wrong('is neither true nor false', near(given, Object.keys(WORDS)))
  return right(value, value)
}

const choice = (values: readonly string[], given: string): Parsed =>
  values.includes(given) ? right(given, given) : wrong(`is none of ${values.join(', ')}`, near(given, values))

const list = (given: string): Parsed => {
  const parts = given.split(',').map((part) => part.trim())
  return parts.includes('') ? wrong('is not a list of names with commas between them') : right(parts, given)
}

const model = (given: string): Parsed =>
  given === '' ? wrong('is empty, and the name of a model is wanted') : right(given, given)

/** Checks one written value against its parameter; never throws. */
export const parseParam = (param: Param, raw: ParamValue): Parsed => {
  if (Array.isArray(raw))
    return param.type === 'list' ? list(raw.join(',')) : wrong('is a list, and one value is wanted')
  const given = String(raw)
  switch (param.type) {
    case 'number':
    case 'integer':
      return number(param, given.trim())
    case 'duration':
      return duration(param, given.trim())
    case 'line':
      return line(given)
    case 'polygon':
      return polygon(given)
    case 'boolean':
      return boolean(given.trim())
    case 'enum':
      return choice(param.values, given)
    case 'list':
      return list(given)
    case 'model':
      return model(given.trim())
    case 'string':
      return text(param, given)
  }
}
