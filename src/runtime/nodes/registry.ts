import type { AnyType } from '../pipeline/node.ts'

/** Every building block, sources first. A type's file imports nothing heavy: what it runs is imported in `open`. */
export const nodeTypes: readonly AnyType[] = []

const byName = new Map(nodeTypes.map((type) => [type.name, type]))

export const nodeType = (name: string): AnyType | undefined => byName.get(name)
