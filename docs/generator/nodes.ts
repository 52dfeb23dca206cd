import { nodeTypes } from '../../src/runtime/nodes/registry.ts'
import type { AnyType } from '../../src/runtime/pipeline/node.ts'
import type { Param } from '../../src/runtime/pipeline/params.ts'

const range = (param: Param): string => {
  if (param.type === 'enum') return param.values.map((value) => `\`${value}\``).join(', ')
  if (!('min' in param) && !('max' in param)) return ''
  return `${param.min ?? ''} to ${param.max ?? ''}`.trim()
}

const row = ([name, param]: [string, Param]): string => {
  const unit = 'unit' in param && param.unit ? ` (${param.unit})` : ''
  const fallback = param.required
    ? 'required'
    : param.default === undefined
      ? ''
      : `\`${String(param.default)}\``
  const positional = param.positional ? ' May be written without its name.' : ''
  return `| \`${name}\` | ${param.type}${unit} | ${range(param)} | ${fallback} | ${param.summary}${positional} |`
}

const kinds = (list: readonly string[]): string => (list.length > 0 ? list.join(', ') : 'nothing')

const section = (type: AnyType): string => {
  const rows = (Object.entries(type.params) as [string, Param][]).map(row)
  const memory = type.memory ? ' Remembers earlier frames: one active pod a stream.' : ''
  const head = `## ${type.name}\n\n${type.summary}\n\nTakes ${kinds(type.takes)}, gives ${kinds(type.gives)}.${memory}`
  if (rows.length === 0) return `${head}\n\nIt has no parameters.`
  return `${head}\n\n| parameter | type | range | default | |\n| --- | --- | --- | --- | --- |\n${rows.join('\n')}`
}

/** docs/nodes.md: the building blocks of pipelines. */
export const nodePage = (): string =>
  `${['# Nodes', 'The building blocks of pipelines, sources first. `gaze node show NAME` prints the same.', ...nodeTypes.map(section)].join('\n\n')}\n`
