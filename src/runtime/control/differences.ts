/** One value that differs; undefined where it is missing. */
export interface Difference {
  /** `pipeline.nodes[2].params.line` */
  readonly path: string
  readonly from: unknown
  readonly to: unknown
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object'

const pathTo = (base: string, key: string, inArray: boolean): string => {
  if (inArray) return `${base}[${key}]`
  return base === '' ? key : `${base}.${key}`
}

/** All values in which two JSON values differ, the deepest ones, in the order of the keys. */
export const differences = (from: unknown, to: unknown, path = ''): Difference[] => {
  if (isObject(from) && isObject(to) && Array.isArray(from) === Array.isArray(to)) {
    const keys = new Set([...Object.keys(from), ...Object.keys(to)])
    return [...keys].flatMap((key) => differences(from[key], to[key], pathTo(path, key, Array.isArray(to))))
  }
  return Object.is(from, to) ? [] : [{ path, from, to }]
}

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value))

/** More than people read. */
const MOST = 40

/** `replicas: 1 -> 2`, one a line; of very many the first. */
export const describeDifferences = (all: readonly Difference[]): string =>
  [
    ...all.slice(0, MOST).map(({ path, from, to }) => `${path}: ${shown(from)} -> ${shown(to)}`),
    ...(all.length > MOST ? [`and ${all.length - MOST} more`] : []),
  ].join('\n')
