import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { checkPipeline } from '../../src/runtime/pipeline/check.ts'

const blocks = [...readFileSync('docs/pipelines.md', 'utf8').matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]

it('docs/pipelines.md shows both spellings', () => {
  expect(blocks.map(([, language]) => language)).toEqual(['', '', '', 'yaml', '', '', '', ''])
})

it.each(blocks.map(([, language, text = '']) => [text, language === 'yaml' ? 'yaml' : 'statement'] as const))(
  'its example is valid: %s',
  (text, format) => {
    expect(checkPipeline({ text, format }).issues).toEqual([])
  },
)
