import { describe, expect, it } from 'vitest'
import { checkPipeline } from '../../../src/runtime/pipeline/check.ts'
import { fakeTypes } from './fakes.ts'

const statement = (text: string, params: Record<string, string> = {}) =>
  checkPipeline({ text, format: 'statement', params }, fakeTypes)
const yaml = (text: string, params: Record<string, string> = {}) =>
  checkPipeline({ text, format: 'yaml', params }, fakeTypes)

describe('a right statement', () => {
  it('becomes a graph with checked values', () => {
    const checked = statement(
      'film "my clip.mp4" loop=yes ! motion keep=90s ! track hits=5 ! count-line name=door line=0.75,0:0.75,1 ! print',
    )
    expect(checked.issues).toEqual([])
    expect(checked).toMatchObject({ memory: true, hasSource: true })
    expect(checked.spec.nodes).toEqual([
      { id: 'film', type: 'film', params: { path: 'my clip.mp4', loop: true }, from: [] },
      { id: 'motion', type: 'motion', params: { keep: '90s' }, from: ['film'] },
      { id: 'track', type: 'track', params: { hits: 5 }, from: ['motion'] },
      {
        id: 'count-line',
        type: 'count-line',
        params: { name: 'door', line: '0.75,0:0.75,1' },
        from: ['track'],
      },
      { id: 'print', type: 'print', params: {}, from: ['count-line'] },
    ])
  })

  it('may leave its source to the stream', () => {
    expect(statement('motion ! track')).toMatchObject({ issues: [], hasSource: false })
  })

  it('gives ids to nodes of one type, and branches at named ones', () => {
    const { issues, spec } = statement(
      'film a ! motion ! track id=t ! count-line line=0,0:1,1 ! print id=p ; t. ! count-line line=0,1:1,0 ! p.',
    )
    expect(issues).toEqual([])
    expect(spec.nodes.map(({ id, from }) => `${id}<${from.join()}`)).toEqual([
      'film<',
      'motion<film',
      't<motion',
      'count-line<t',
      'count-line-2<t',
      'p<count-line,count-line-2',
    ])
  })

  it('keeps variables of the environment for later, and fills in its own parameters', () => {
    const { issues, spec } = statement('film ${clip} ! motion low=${LOW} ! print', { clip: 'x.mp4' })
    expect(issues).toEqual([])
    expect(spec.nodes.map(({ params }) => params)).toEqual([{ path: 'x.mp4' }, { low: '${LOW}' }, {}])
  })

  it('takes a URL with = in it as a value without a name', () => {
    const { spec } = statement('film rtsp://cam/live?a=b&c=d')
    expect(spec.nodes[0]?.params).toEqual({ path: 'rtsp://cam/live?a=b&c=d' })
  })
})

describe('one mistake in a statement', () => {
  const line = 'line=0,0:1,1'
  it.each([
    ['', 'EMPTY', 1, 1, ''],
    ['film a ! ', 'SYNTAX', 1, 8, ''],
    ['! film a', 'SYNTAX', 1, 1, ''],
    ['film a ! ! motion', 'SYNTAX', 1, 8, ''],
    ['film a ! moton', 'UNKNOWN_NODE', 1, 10, 'motion'],
    ['film a ! motion lwo=3', 'UNKNOWN_PARAMETER', 1, 17, 'low'],
    ['film a ! motion low=0.5', 'BAD_VALUE', 1, 21, '1'],
    ['film a ! motion low=x', 'BAD_VALUE', 1, 21, ''],
    ['film a ! motion keep=60', 'BAD_VALUE', 1, 22, '60s'],
    ['film a ! motion keep=1ms', 'BAD_VALUE', 1, 22, '1s'],
    ['film a ! motion keep=', 'BAD_VALUE', 1, 21, ''],
    ['film a rate=rael', 'BAD_VALUE', 1, 13, 'real'],
    ['film a loop=fals', 'BAD_VALUE', 1, 13, 'false'],
    ['film a ! motion ! track hits=2.4', 'BAD_VALUE', 1, 30, '2'],
    ['film a ! motion low=3 low=4', 'DUPLICATE_PARAMETER', 1, 23, ''],
    ['film a b', 'UNKNOWN_PARAMETER', 1, 8, ''],
    ['film', 'MISSING_PARAMETER', 1, 1, 'path='],
    ['film a ! motion ! track ! count-line', 'MISSING_PARAMETER', 1, 27, 'line='],
    ['film a ! motion ! track ! count-line line=0,0:0,0', 'BAD_VALUE', 1, 43, ''],
    ['film a ! motion ! track ! count-line line=0,0:1,1.2', 'BAD_VALUE', 1, 43, ''],
    [`film a ! count-line ${line}`, 'KIND_MISMATCH', 1, 10, 'track'],
    ['film a ! motion ! track ! jsonl o', 'KIND_MISMATCH', 1, 27, 'count-line'],
    ['film a ! print ! motion', 'BEHIND_SINK', 1, 18, ''],
    ['film a ! film b', 'TWO_SOURCES', 1, 10, ''],
    ['motion ! film b', 'BEFORE_SOURCE', 1, 10, ''],
    ['film a ! motion ; film b ! print', 'TWO_SOURCES', 1, 19, ''],
    ['film a ! motion ; motion ! print', 'UNREACHABLE', 1, 19, 'film'],
    ['film a ! motion id=m ; n. ! print', 'UNKNOWN_ID', 1, 24, 'm'],
    ['film a ! motion id=m ! print ; m. ! print id=q ; m. ! q.', '', 0, 0, ''],
    ['film a ! motion id=m ! track id=m', 'DUPLICATE_ID', 1, 33, ''],
    ['film a ! motion id=2', 'BAD_ID', 1, 20, ''],
    ['motion id=a ! track id=b ! a.', 'CYCLE', 1, 15, ''],
    ['film "a ! print', 'UNTERMINATED_QUOTE', 1, 6, ''],
    ['film a\n  ! moton', 'UNKNOWN_NODE', 2, 5, 'motion'],
    ['film ${clpi}', 'UNKNOWN_PLACEHOLDER', 1, 6, ''],
  ])('%s', (text, code, row, column, suggestion) => {
    const { issues } = statement(text)
    if (code === '') return expect(issues).toEqual([])
    const first = issues.find((issue) => issue.code === code)
    expect(issues).toContain(first)
    expect(first).toMatchObject({ line: row, column, suggestion })
  })
})

const TEN_MISTAKES = `name: ten
params:
  clip: a.mp4
nodes:
  - {id: in, type: fiml, params: {path: '\${clip}'}}
  - {id: second, type: film, params: {path: '\${clpi}', rat: max}}
  - id: m
    type: motion
    from: second
    params:
      low: 300
      keep: 60
  - {id: m, type: track, from: m}
  - {id: count, type: count-line, from: trak, params: {name: door}}
  - {id: out, type: jsonl, from: second, params: {path: x.jsonl}}
  - {id: more, type: motion, form: out, from: out}
  - {id: alone, type: motion, from: []}
`

describe('a file', () => {
  it('has every mistake reported at once, with its place and the nearest right word', () => {
    const issues = yaml(TEN_MISTAKES).issues.map(({ code, line, column, path, suggestion }) =>
      `${line}:${column} ${code} ${path} ${suggestion}`.trimEnd(),
    )
    expect(issues).toEqual([
      '5:20 UNKNOWN_NODE nodes[0].type film',
      '6:24 TWO_SOURCES nodes[1]',
      '6:45 UNKNOWN_PLACEHOLDER nodes[1].params.path clip',
      '6:56 UNKNOWN_PARAMETER nodes[1].params.rat rate',
      '11:12 BAD_VALUE nodes[2].params.low 255',
      '12:13 BAD_VALUE nodes[2].params.keep 60s',
      '13:10 DUPLICATE_ID nodes[3].id',
      '14:23 MISSING_PARAMETER nodes[4].params.line line=',
      '14:41 UNKNOWN_ID nodes[4].from[0]',
      '15:21 KIND_MISMATCH nodes[5].from count-line',
      '16:22 BEHIND_SINK nodes[6].from[0]',
      '16:30 UNKNOWN_KEY nodes[6] from',
      '17:23 UNREACHABLE nodes[7].from in',
    ])
  })
})
