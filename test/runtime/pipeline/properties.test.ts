import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkPipeline } from '../../../src/runtime/pipeline/check.ts'
import { nodeTypes } from '../../../src/runtime/nodes/registry.ts'
import type { PipelineIssue } from '../../../src/runtime/pipeline/spec.ts'

const WORDS = [
  'file',
  'motion',
  'track',
  'print',
  'count-line',
  'line=0,0:1,1',
  '!',
  ';',
  'id=a',
  'a.',
  'keep=3s',
]
const NASTY = ['"', "'", '\\', '=', '\n', ' ', '!', ';', '${a}', '${A}', '.', 'x=', '\u{1F600}', '\0']
const statement = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.constantFrom(...WORDS, ...NASTY), { maxLength: 25 }).map((parts) => parts.join(' ')),
  fc.array(fc.constantFrom(...WORDS, ...NASTY), { maxLength: 25 }).map((parts) => parts.join('')),
)
const yaml = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.json(),
  fc
    .array(
      fc.constantFrom(
        'nodes:',
        '\n',
        '- ',
        '  ',
        'type: ',
        'motion',
        '{',
        '}',
        '[',
        ']',
        'id: a',
        '&x',
        '*x',
        '? ',
        '<<: ',
        '1',
        'from: [a]',
        'params: ',
      ),
      {
        maxLength: 30,
      },
    )
    .map((parts) => `nodes:\n${parts.join('')}`),
)

const expectInside = (text: string, { line, column, message, code }: PipelineIssue): void => {
  const lines = text.split('\n')
  expect(line).toBeGreaterThanOrEqual(1)
  expect(line).toBeLessThanOrEqual(lines.length)
  expect(column).toBeGreaterThanOrEqual(1)
  expect(column).toBeLessThanOrEqual(lines[line - 1]!.length + 1)
  expect(message.length * code.length).toBeGreaterThan(0)
}

describe('whatever is written', () => {
  it('as a statement: nothing is thrown, and every mistake has its place in the text', () => {
    fc.assert(
      fc.property(statement, (text) => {
        for (const issue of checkPipeline({ text, format: 'statement' }).issues) expectInside(text, issue)
      }),
      { numRuns: 2_000 },
    )
  })

  it('as a file: nothing is thrown, and every mistake has its place in the text', () => {
    fc.assert(
      fc.property(yaml, (text) => {
        for (const issue of checkPipeline({ text, format: 'yaml' }).issues) expectInside(text, issue)
      }),
      // A bracket out of place made the YAML library lose count of lines.
      { numRuns: 1_000, examples: [['nodes:\n]1\nnodes:'], ['nodes:\n}nodes:|\nnodes:']] },
    )
  })

  it('an accepted pipeline is a graph in order, of known nodes, with sources first', () => {
    fc.assert(
      fc.property(statement, (text) => {
        const { issues, spec, hasSource } = checkPipeline({ text, format: 'statement' })
        if (issues.length > 0) return
        const before = new Set<string>()
        for (const { id, type, from } of spec.nodes) {
          expect(nodeTypes.map(({ name }) => name)).toContain(type)
          for (const other of from) expect(before).toContain(other)
          if (hasSource && before.size > 0) expect(from.length).toBeGreaterThan(0)
          expect(before).not.toContain(id)
          before.add(id)
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('any text comes through quotes as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (path) => {
        fc.pre(!path.includes('${'))
        const double = `file "${path.replace(/[\\"]/g, '\\$&')}"`
        expect(checkPipeline({ text: double, format: 'statement' }).spec.nodes[0]?.params).toEqual({ path })
        fc.pre(!path.includes("'"))
        expect(checkPipeline({ text: `file '${path}'`, format: 'statement' }).spec.nodes[0]?.params).toEqual({
          path,
        })
      }),
    )
  })
})
