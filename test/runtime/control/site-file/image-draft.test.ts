import { describe, expect, it } from 'vitest'
import { draftImage } from '../../../../src/runtime/control/site-file/image-draft.ts'
import { type ImageObject, readObjects } from '../../../../src/runtime/control/site-file/read/objects.ts'
import { imageForm, toYaml } from '../../../../src/runtime/control/site-file/to-object.ts'

const FACTS = {
  digest: `sha256:${'0'.repeat(64)}`,
  user: '1000',
  platforms: ['linux/amd64'],
  sizeBytes: 1,
  labels: {},
}
const HEAD = 'apiVersion: gaze.dev/v1\nkind: Image\nmetadata: {name: door}\n'
const read = (text: string): ImageObject => {
  const { objects, issues } = readObjects([{ file: 'site.yaml', text, cwd: '/site' }])
  expect(issues).toEqual([])
  return objects[0] as ImageObject
}
const draft = (spec: string) => draftImage(read(`${HEAD}spec:\n${spec}`), undefined, FACTS)

describe('an image of a file', () => {
  it.each([
    '  pipeline: file a.mp4 ! motion ! track ! count-line name=x line=0,0:1,1\n',
    "  pipeline: {params: {top: 0.5}, nodes: [motion, track, {type: count-line, params: {name: x, line: '${top},0:1,1'}}]}\n",
    '  pipeline:\n    nodes:\n      - motion\n      - type: zmq\n        params: {to: "${HOST}:5001"}\n        from: motion\n',
    '  command: python3 app.py --radius "5 0"\n  cwd: /app\n  wire: v1\n  env: {A: 1}\n',
    `  ref: registry/door:1\n  digest: ${FACTS.digest}\n  description: a b\n  wire: v1\n`,
    '  ref: registry/door:1\n',
  ])('%j is the same after it was written and read again', async (spec) => {
    const { draft: first, issues } = draft(spec)
    expect(issues).toEqual([])
    if (first === undefined) throw new Error('no draft')
    const again = draftImage(read(await toYaml([imageForm(first)])), undefined, FACTS)
    expect(again).toEqual({ draft: first, issues: [] })
  })

  it('has errors of its pipeline at their places in the file', () => {
    const { issues } = draft(
      '  description: x\n  pipeline:\n    nodes:\n      - moton\n      - {type: track, params: {a: 1}}\n',
    )
    expect(issues).toMatchObject([
      { line: 8, column: 9, suggestion: 'motion', file: 'site.yaml', path: 'spec.pipeline.nodes[0].type' },
      { line: 9, column: 32, message: expect.stringContaining('no parameter a') },
    ])
  })

  it('has errors of a statement, or of a pipeline with aliases, where it begins', () => {
    expect(draft('  pipeline: motion ! trak\n').issues).toMatchObject([
      { line: 5, column: 13, message: expect.stringContaining('at 1:10'), suggestion: 'track' },
    ])
    expect(draft('  description: &t trak\n  pipeline: {nodes: [motion, *t]}\n').issues).toMatchObject([
      { line: 6, column: 13, suggestion: 'track' },
    ])
  })

  it.each([
    ['  env: {A: 1}\n', 'needs one of pipeline, command, ref'],
    ['  command: [cat]\n  ref: x\n', 'command and ref exclude each other'],
    ['  pipeline: motion\n  wire: v0\n', 'pipelines speak v1'],
    ['  command: [cat]\n  env: {A-B: x}\n', '"A-B" does not name a variable'],
    ['  command: [cat, "rtsp://u:hidden@h/1"]\n', 'a URL with a password'],
    ['  command: "cat \'"\n', 'command'],
  ])('%j is refused', (spec, message) => {
    const { draft: none, issues } = draft(spec)
    expect(none).toBeUndefined()
    expect(issues).toMatchObject([{ message: expect.stringContaining(message) }])
    expect(JSON.stringify(issues)).not.toContain('hidden')
  })
})
