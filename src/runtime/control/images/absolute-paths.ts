import { resolve } from 'node:path'
import type { NodeSpec, PipelineSpec } from '../../pipeline/spec.ts'

const isRelativePath = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && !/^([a-z][a-z0-9+.-]*:|\$\{|\/)/i.test(value)

const absolute = (node: NodeSpec, cwd: string): NodeSpec => {
  const { path } = node.params
  return isRelativePath(path) ? { ...node, params: { ...node.params, path: resolve(cwd, path) } } : node
}

/** Makes the `path` parameters of nodes absolute, since pods run in another directory. */
export const withAbsolutePaths = (spec: PipelineSpec, cwd: string): PipelineSpec => ({
  nodes: spec.nodes.map((node) => absolute(node, cwd)),
})
