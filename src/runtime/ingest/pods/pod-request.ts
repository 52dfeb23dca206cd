import type { PodRequest } from '../../wire/ingest-protocol.ts'

/** A pod's request, or undefined where the bytes are not one. */
export const parsePodRequest = (bytes: Buffer): PodRequest | undefined => {
  let value: unknown
  try {
    value = JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
  return isPodRequest(value) ? value : undefined
}

const isPodRequest = (value: unknown): value is PodRequest => {
  if (typeof value !== 'object' || value === null) return false
  const { stream, pod, token, credit, done, seen, holds, leaving, ...more } = value as Record<string, unknown>
  return (
    typeof stream === 'string' &&
    typeof pod === 'string' &&
    typeof token === 'string' &&
    isWhole(credit) &&
    isWhole(seen) &&
    Array.isArray(done) &&
    done.every(isDone) &&
    (holds === undefined || (Array.isArray(holds) && holds.every(isWhole))) &&
    (leaving === undefined || typeof leaving === 'boolean') &&
    isOfSeveral(more)
  )
}

/** What a pod says that asks several servers. */
const isOfSeveral = ({ since, elsewhere, busy }: Record<string, unknown>): boolean =>
  (since === undefined || isWhole(since)) &&
  (elsewhere === undefined || elsewhere === 'active' || elsewhere === 'standby') &&
  (busy === undefined || isWhole(busy))

const isDone = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return false
  const { id, dropped } = value as Record<string, unknown>
  return (
    isWhole(id) &&
    (dropped === undefined || (typeof dropped === 'string' && /^[a-z0-9-]{1,40}$/.test(dropped)))
  )
}

const isWhole = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0
