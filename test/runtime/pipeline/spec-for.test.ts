import { describe, expect, it } from 'vitest'
import { checkPipeline } from '../../../src/runtime/pipeline/check.ts'
import { hasMemory, hasSource, specFor, withPrint } from '../../../src/runtime/pipeline/spec-for.ts'
import type { PipelineSpec } from '../../../src/runtime/pipeline/spec.ts'

const specOf = (text: string): PipelineSpec => {
  const { spec, issues } = checkPipeline({ text, format: 'statement' })
  expect(issues).toEqual([])
  return spec
}
const shown = ({ nodes }: PipelineSpec): string[] =>
  nodes.map(({ id, type, params, from }) => `${id}:${type}<${from} ${JSON.stringify(params)}`)
const joined = (text: string, source: string, output = '', sinks: string[] = []): string[] =>
  shown(specFor(specOf(text), { source, output, sinks }))

describe('a pipeline and the source of its stream', () => {
  it.each([
    ['push', 'ingest:ingest< {}'],
    ['clip.mp4', 'file:file< {"path":"clip.mp4"}'],
    ['file:///a%20b.mp4', 'file:file< {"path":"/a b.mp4"}'],
    ['rtsp://cam:554/live', 'file:file< {"path":"rtsp://cam:554/live"}'],
  ])('%s', (source, first) => {
    const id = first.split(':')[0]
    expect(joined('motion ! track', source)).toEqual([
      first,
      `motion:motion<${id} {}`,
      'track:track<motion {}',
    ])
  })

  it('feeds every branch that has no source, and takes a free id', () => {
    expect(joined('motion id=ingest ; print', 'push')).toEqual([
      'ingest-2:ingest< {}',
      'ingest:motion<ingest-2 {}',
      'print:print<ingest-2 {}',
    ])
  })

  it('is left alone when it has a source of its own, and refuses a second', () => {
    expect(joined('scene ! motion', 'pipeline')).toEqual(['scene:scene< {}', 'motion:motion<scene {}'])
    expect(() => joined('scene ! motion', 'push')).toThrowError(
      expect.objectContaining({ code: 'SOURCE_TWICE', why: 'and another is named: push' }),
    )
    expect(() => joined('motion', 'pipeline')).toThrowError(
      expect.objectContaining({ code: 'PIPELINE_INVALID' }),
    )
  })
})

describe('the outputs of a stream', () => {
  const branches =
    'motion ! track id=t ! count-line line=0,0:1,1 id=a ! print ; t. ! count-line line=0,1:1,0 id=b'

  it('hang on every end of the analysis', () => {
    const nodes = joined(branches, 'push', 'viewer:6000', ['file:///tmp/x.jsonl', 'tcp://other:1'])
    expect(nodes.slice(-3)).toEqual([
      'output:zmq<a,b {"to":"viewer:6000"}',
      'sink:jsonl<a,b {"path":"/tmp/x.jsonl"}',
      'sink-2:zmq<a,b {"to":"other:1","wire":"v1"}',
    ])
  })

  it.each(['motion ! zmq', 'motion ! zmq viewer:6000'])('are not doubled: %s', (text) => {
    expect(joined(text, 'push', 'viewer:6000')).toHaveLength(3)
  })

  it('refuse a URL that no sink takes', () => {
    expect(() => joined('motion', 'push', '', ['gopher://x'])).toThrowError(
      expect.objectContaining({ code: 'USAGE' }),
    )
  })
})

it('print is added only where there is no sink', () => {
  expect(shown(withPrint(specOf('scene ! motion'))).at(-1)).toBe('print:print<motion {}')
  expect(withPrint(specOf('scene ! zmq a:1')).nodes).toHaveLength(2)
})

it('memory and source are those of the nodes', () => {
  expect([hasMemory(specOf('scene ! motion')), hasMemory(specOf('scene ! zmq a:1'))]).toEqual([true, false])
  expect([hasSource(specOf('scene ! motion')), hasSource(specOf('motion'))]).toEqual([true, false])
})
