import { isDeepStrictEqual } from 'node:util'
import { amountOf } from '../quantity.ts'

/** The API writes quantities in a form of its own: `0.5` becomes `500m`, `1024Mi` `1Gi`. */
const sameQuantity = (a: unknown, b: unknown): boolean =>
  Math.abs(amountOf(a) - amountOf(b)) <= 1e-9 * Math.abs(amountOf(a))

const isQuantity = (path: string): boolean => /\.resources\.(?:requests|limits)\./.test(path)

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Objects that the API takes as one value: who adds to one has changed what was applied. */
const isAtomic = (path: string): boolean =>
  /\.(?:selector|labelSelector|nodeSelector|secretKeyRef)$/.test(path)

/** What the API leaves out of what it stores. */
const isNothing = (value: unknown): boolean =>
  value === '' ||
  value === false ||
  value === 0 ||
  (typeof value === 'object' && value !== null && Object.keys(value).length === 0)

/** By which field the API tells the elements of a list apart; other lists are one value. */
const KEYS = ['name', 'mountPath', 'containerPort', 'topologyKey', 'uid'] as const

const keyOf = (list: readonly unknown[]): string | undefined =>
  KEYS.find((key) => list.every((each) => isFields(each) && key in each))

const listDrift = (wanted: readonly unknown[], live: readonly unknown[], path: string): string[] => {
  const key = keyOf(wanted)
  if (key === undefined) {
    if (wanted.length !== live.length) return [path]
    return wanted.flatMap((each, index) => drift(each, live[index], `${path}[${index}]`))
  }
  return wanted.flatMap((each) => {
    const name = (each as Fields)[key]
    const found = live.find((other) => isFields(other) && other[key] === name)
    return drift(each, found, `${path}[${String(name)}]`)
  })
}

/**
 * Paths at which a live object lacks what was applied to it. What it has besides belongs to others: defaults, and
 * fields of whoever else writes it.
 */
export const drift = (wanted: unknown, live: unknown, path = ''): string[] => {
  if (wanted === undefined || (live === undefined && isNothing(wanted))) return []
  if (Array.isArray(wanted)) return Array.isArray(live) ? listDrift(wanted, live, path) : [path]
  if (isFields(wanted)) {
    if (!isFields(live)) return [path]
    if (isAtomic(path)) return isDeepStrictEqual(wanted, live) ? [] : [path]
    return Object.entries(wanted).flatMap(([name, value]) => drift(value, live[name], `${path}.${name}`))
  }
  if (wanted === live || (isQuantity(path) && sameQuantity(wanted, live))) return []
  return [path]
}
