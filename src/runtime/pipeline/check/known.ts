import { valuesOf } from '../engine/values.ts'
import type { AnyType } from '../node.ts'
import type { NodeSpec } from '../spec.ts'

/** A node whose type and values are known before it runs. */
export interface Known {
  readonly spec: NodeSpec
  readonly type: AnyType
  readonly values: Record<string, unknown>
}

/** Undefined where a value is wrong or comes from a variable. */
export const knownNode = (spec: NodeSpec, type: AnyType): Known | undefined => {
  try {
    return { spec, type, values: valuesOf(spec, type, {}) }
  } catch {
    return undefined
  }
}
