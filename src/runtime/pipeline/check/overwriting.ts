import { realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { AnyType } from '../node.ts'
import type { NodeSpec } from '../spec.ts'

interface Placed {
  readonly spec: NodeSpec
  readonly type: AnyType
  readonly values: Record<string, unknown>
}

/** One place, however it is written. */
const placeOf = (path: string): string => {
  try {
    return realpathSync(path)
  } catch {
    return resolve(path)
  }
}

/** A sink that would write into what a source of the same pipeline reads, in words. */
export interface Overwriting {
  readonly sink: NodeSpec
  readonly message: string
}

/** Sinks whose file, or folder, is the one that the source reads. */
export const overwriting = (nodes: readonly Placed[]): Overwriting[] => {
  const read = new Map<string, NodeSpec>()
  for (const { spec, type, values } of nodes) {
    const path = type.source ? type.reads?.(values as never) : undefined
    if (path !== undefined) read.set(placeOf(path), spec)
  }
  return nodes.flatMap(({ spec, type, values }) => {
    const path = type.source ? undefined : type.writes?.(values as never)
    const source = path === undefined ? undefined : read.get(placeOf(path))
    if (source === undefined) return []
    const message = `${spec.type} would write to ${path}, which ${source.type} reads; name another place`
    return [{ sink: spec, message }]
  })
}

/** Sinks that would replace what another sink before them writes. */
export const collisions = (nodes: readonly Placed[]): Overwriting[] => {
  const taken = new Map<string, NodeSpec>()
  return nodes.flatMap(({ spec, type, values }) => {
    const path = type.source ? undefined : type.replaces?.(values as never)
    if (path === undefined) return []
    const place = join(placeOf(dirname(path)), basename(path))
    const other = taken.get(place)
    if (other === undefined) {
      taken.set(place, spec)
      return []
    }
    const message = `${spec.id} would write to ${path}, where ${other.id} writes too; name another place`
    return [{ sink: spec, message }]
  })
}
