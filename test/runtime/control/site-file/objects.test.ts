import { describe, expect, it } from 'vitest'
import { readObjects } from '../../../../src/runtime/control/site-file/read/objects.ts'

const read = (text: string) => readObjects([{ file: 'site.yaml', text, cwd: '/site' }])
const issuesOf = (text: string) =>
  read(text).issues.map(({ line, column, message, suggestion }) => ({
    at: `${line}:${column}`,
    message,
    ...(suggestion === '' ? {} : { suggestion }),
  }))
const IMAGE = 'apiVersion: gaze.dev/v1\nkind: Image\nmetadata:\n  name: door\nspec:\n'

describe('objects of a site', () => {
  it('are read from several documents, a list, and JSON alike', () => {
    const list = JSON.stringify({
      apiVersion: 'gaze.dev/v1',
      kind: 'List',
      items: [
        { apiVersion: 'gaze.dev/v1', kind: 'Stream', metadata: { name: 'a' }, spec: { image: 'door' } },
      ],
    })
    const { objects, issues } = read(`---\n# nothing\n---\n${IMAGE}  command: [cat]\n---\n${list}`)
    expect(issues).toEqual([])
    expect(objects.map(({ kind, name, spec }) => ({ kind, name, spec }))).toEqual([
      { kind: 'Image', name: 'door', spec: { command: ['cat'] } },
      { kind: 'Stream', name: 'a', spec: { image: 'door' } },
    ])
  })

  it('have plain values as they are written, anchors followed', () => {
    const { objects } = read(
      `${IMAGE}  ref: &ref 007\n  description: *ref\n  env: {A: 1.50, B: true, C: ~x}\n`,
    )
    expect(objects[0]?.spec).toEqual({
      ref: '007',
      description: '007',
      env: { A: '1.50', B: 'true', C: '~x' },
    })
  })

  it('count null as absent', () => {
    const { objects, issues } = read(`${IMAGE}  command: [cat]\n  env:\n  wire: null\n`)
    expect([objects[0]?.spec, issues]).toEqual([{ command: ['cat'] }, []])
  })

  it.each([
    ['a text', [{ at: '1:1', message: expect.stringContaining('a map with apiVersion') }]],
    ['nodes: [motion]', [{ at: '1:1', message: expect.stringContaining('gaze image add') }]],
    [
      'apiVersion: gaze.dev/v2\nkind: image\nmetadata: {nam: x}',
      [
        { at: '1:13', message: expect.stringContaining('gaze.dev/v1'), suggestion: 'gaze.dev/v1' },
        { at: '2:7', message: expect.stringContaining('Image or Stream'), suggestion: 'Image' },
      ],
    ],
    [
      'apiVersion: gaze.dev/v1\nkind: Stream\nmetadata: {nam: x}\nspec: {image: a}',
      [
        { at: '3:12', message: expect.stringContaining('"nam"'), suggestion: 'name' },
        { at: '3:1', message: 'metadata has no name' },
      ],
    ],
    [`${IMAGE}  wire: v3\n`, [{ at: '6:9', message: 'wire is not one of v0, v1', suggestion: 'v0' }]],
    [`${IMAGE}  env: [A]\n`, [{ at: '6:8', message: 'env is not a map of names to texts' }]],
    [`${IMAGE}  env: *nothing\n`, [{ at: '6:8', message: 'env is not a map of names to texts' }]],
    [
      'apiVersion: gaze.dev/v1\nkind: Stream\nmetadata: {name: Front Door}\nspec: {image: a, replicas: -1, order: maybe}',
      [
        { at: '3:18', message: expect.stringContaining('not a name'), suggestion: 'front-door' },
        { at: '4:28', message: 'replicas is not a whole number from 0 to 1000' },
        { at: '4:39', message: 'order is not true or false' },
      ],
    ],
    [`${IMAGE}  a: 1\n  a: 2\n`, [{ at: '7:3', message: 'Map keys must be unique' }]],
  ])('%j is complained of', (text, issues) => {
    expect(issuesOf(text)).toEqual(issues)
  })

  it('keep the places of their pipelines, and no more of the text', () => {
    const block = `${IMAGE}  pipeline:\n    nodes:\n      - type: motion\n`
    const { objects } = read(`${block}---\n${IMAGE}  pipeline: {nodes: [{type: motion}]}\n`)
    expect(objects.map(({ spec }) => ('pipeline' in spec ? spec.pipeline : undefined))).toEqual([
      { text: '    nodes:\n      - type: motion\n', format: 'yaml', line: 6 },
      { text: '            {nodes: [{type: motion}]}\n', format: 'yaml', line: 14 },
    ])
  })

  it('are declared once', () => {
    const other = { file: 'b.yaml', text: `${IMAGE}  command: [cat]\n`, cwd: '/' }
    expect(readObjects([{ ...other, file: 'a.yaml' }, other]).issues).toMatchObject([
      { file: 'b.yaml', line: 1, message: expect.stringContaining('a.yaml:1:1') },
    ])
  })
})
