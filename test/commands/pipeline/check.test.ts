import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../../src/runtime/package-root.ts'
import { createHome, runCli } from '../../support/cli.ts'

const home = createHome()
afterAll(() => rmSync(home, { recursive: true }))

const TEN = `nodes:
  - {id: cam, type: fille, params: {path: a.mp4}}
  - {id: see, type: motion, params: {widht: 320, keep: 60, threshold: 900}}
  - {id: follow, type: track, from: seee}
  - {id: door, type: count-line, from: follow, params: {line: '0,0:2,1'}}
  - {id: door, type: count-line, from: follow}
  - {id: out, type: jsonl, from: see, params: {path: x.jsonl}}
  - {id: on, type: motion, from: out, parms: {}}
  - {id: more, type: zmq, from: see, params: {wire: v3}}
`

describe('gaze pipeline check', () => {
  it('says valid', async () => {
    const { code, stdout, stderr } = await runCli(['pipeline', 'check', 'scene ! motion ! track', '--json'], {
      home,
    })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(JSON.parse(stdout)).toEqual({ valid: true, errors: [] })
    expect((await runCli(['pipeline', 'check', 'motion ! track'], { home })).stdout).toBe('valid\n')
  })

  it('reports every mistake of a file at once, with place and the nearest right word', async () => {
    const path = join(home, 'ten.yaml')
    writeFileSync(path, TEN)
    const { code, stdout, stderr } = await runCli(['pipeline', 'check', path, '--json'], { home })
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' })
    const { valid, errors } = JSON.parse(stdout)
    expect(valid).toBe(false)
    expect(
      errors.map(
        (error: Record<string, unknown>) =>
          `${error.line}:${error.column} ${error.code} ${error.path} ${error.suggestion}`,
      ),
    ).toEqual([
      '2:21 UNKNOWN_NODE nodes[0].type file',
      '3:38 UNKNOWN_PARAMETER nodes[1].params.widht width',
      '3:56 BAD_VALUE nodes[1].params.keep 60s',
      '3:71 BAD_VALUE nodes[1].params.threshold 128',
      '4:37 UNKNOWN_ID nodes[2].from[0] see',
      '5:63 BAD_VALUE nodes[3].params.line ',
      '6:10 DUPLICATE_ID nodes[4].id ',
      '6:22 MISSING_PARAMETER nodes[4].params.line line=',
      '7:21 KIND_MISMATCH nodes[5].from ',
      '8:20 BEHIND_SINK nodes[6].from[0] ',
      '8:39 UNKNOWN_KEY nodes[6] params',
      '9:53 BAD_VALUE nodes[7].params.wire v0',
    ])
    const text = await runCli(['pipeline', 'check', 'ten.yaml'], { home })
    expect(text.code).toBe(2)
    expect(text.stdout).toContain(
      'ten.yaml:2:21: no node is called fille; gaze node list shows them (did you mean file?)\n',
    )
    expect(text.stdout.trimEnd().split('\n')).toHaveLength(12)
  })

  it.each([
    ['scene ! classify of=detections model=m', '1:9 KIND_MISMATCH nodes[1].from '],
    ['scene ! frames out only=events', '1:9 KIND_MISMATCH nodes[1].from '],
    ['scene ! motion ! track ! frames out only=events', '1:26 KIND_MISMATCH nodes[3].from '],
    ['scene ! frames out only=detections', '1:9 KIND_MISMATCH nodes[1].from '],
    ['detections d.txt ! draw', '1:20 NO_PICTURES nodes[1] '],
    ['detections d.txt ! track ! mot ./d.txt', '1:32 OVERWRITES_SOURCE nodes[2].params.path '],
    ['images shots ! frames shots/', '1:23 OVERWRITES_SOURCE nodes[1].params.path '],
    ["images 'shots/*.jpg' ! frames path=./shots", '1:36 OVERWRITES_SOURCE nodes[1].params.path '],
    [
      'scene ! motion id=m ! frames out/a ; m. ! frames path=./out/../out/a',
      '1:55 OVERWRITES_SINK nodes[3].params.path ',
    ],
    [
      'detections d.txt ! track id=t ! mot o.txt ; t. ! mot o.txt',
      '1:54 OVERWRITES_SINK nodes[3].params.path ',
    ],
    ['scene ! frames out name=%06d.png', '1:25 BAD_VALUE nodes[1].params.name '],
    ['images shots/one.jpg ! frames shots', '1:31 OVERWRITES_SOURCE nodes[1].params.path '],
  ])('%s', async (statement, expected) => {
    mkdirSync(join(home, 'shots'), { recursive: true })
    const { code, stdout } = await runCli(['pipeline', 'check', statement, '--json'], { home })
    const found = JSON.parse(stdout).errors.map(
      (error: Record<string, unknown>) =>
        `${error.line}:${error.column} ${error.code} ${error.path} ${error.suggestion}`,
    )
    expect(found).toEqual([expected])
    expect(code).toBe(2)
  })

  it.each([
    'images shots ! frames shots/small',
    'images shots ! frames .',
    'scene ! motion id=m ! frames out ; m. ! draw ! frames out name=drawn-%d.jpg',
    'scene ! motion ! track ! count-line line=0,0:1,1 id=c ! jsonl all.jsonl ; c. ! jsonl all.jsonl',
    'detections d.txt ! track id=t ! mot - ; t. ! mot -',
    'file clip.mp4 ! motion ! frames out only=detections',
    'scene ! motion ! classify of=detections model=m',
    'detections d.txt ! track ! mot o.txt',
  ])('%s is valid', async (statement) => {
    const { code, stdout } = await runCli(['pipeline', 'check', statement, '--json'], { home })
    expect(JSON.parse(stdout)).toEqual({ valid: true, errors: [] })
    expect(code).toBe(0)
  })

  it('takes lists of a file as they are written there', async () => {
    const path = join(home, 'lists.yaml')
    writeFileSync(
      path,
      "nodes: [motion, track, {type: count-line, params: {line: '0,0:1,1', classes: [object, class-1]}}]",
    )
    expect((await runCli(['pipeline', 'check', path], { home })).stdout).toBe('valid\n')
  })

  it('knows what is no pipeline at all', async () => {
    const path = join(home, 'broken.yaml')
    writeFileSync(path, 'nodes: [{type: scene\n')
    const { code, stdout } = await runCli(['pipeline', 'check', path, '--json'], { home })
    expect(code).toBe(2)
    expect(JSON.parse(stdout).errors[0]).toMatchObject({ code: 'SYNTAX', line: 2 })
  })
})

const GRAPHS = join(packageRoot, 'test', 'runtime', 'models', 'fixtures', 'graphs')

describe('gaze pipeline check, of models', () => {
  const check = async (statement: string) => {
    const { code, stdout, stderr } = await runCli(['pipeline', 'check', statement, '--json'], { home })
    const { errors } = JSON.parse(stdout) as { errors: Record<string, unknown>[] }
    return {
      ...{ code, stderr },
      errors: errors.map(({ line, column, code, path, suggestion }) =>
        [`${line}:${column}`, code, path, suggestion].join(' '),
      ),
    }
  }

  it('says which cannot do what their node asks, those of the context and those of files', async () => {
    for (const [name, file] of [
      ['eye', 'yolov8-metadata'],
      ['faces', 'yunet'],
    ] as const)
      expect(
        await runCli(['model', 'add', join(GRAPHS, `${file}.onnx`), '--name', name], { home }),
      ).toMatchObject({
        code: 0,
      })
    expect(await check('scene ! detect eye classes=persom,car ! track')).toMatchObject({
      code: 2,
      errors: ['1:28 MODEL_MISFIT nodes[1].params.classes person'],
    })
    expect(await check('scene ! detect model=faces ! track')).toMatchObject({
      code: 2,
      errors: ['1:22 MODEL_MISFIT nodes[1].params.model face-detect'],
    })
    expect(await check(`scene ! classify model=${join(GRAPHS, 'yunet.onnx')}`)).toMatchObject({
      code: 2,
      errors: ['1:24 MODEL_MISFIT nodes[1].params.model face-detect'],
    })
  })

  const line = 'count-line line=0.5,0:0.5,1 classes='
  it.each([
    [`scene ! motion ! track ! ${line}person`, ['1:62 CLASS_NEVER_GIVEN nodes[3].params.classes ']],
    [
      `scene ! detect eye classes=person ! track ! ${line}car,persom`,
      [
        '1:81 CLASS_NEVER_GIVEN nodes[3].params.classes ',
        '1:81 CLASS_NEVER_GIVEN nodes[3].params.classes person',
      ],
    ],
    [
      'detections d.txt class=car ! track ! count-zone polygon=0,0:1,0:1,1 classes=cat',
      ['1:77 CLASS_NEVER_GIVEN'],
    ],
    [`scene ! detect eye ! track ! ${line}person,car`, []],
    [`scene ! detect none ! track ! ${line}persom`, []],
    [`scene ! detect \${MODEL} ! track ! ${line}persom`, []],
    [`scene ! detect eye classes=\${CLASSES} ! track ! ${line}car`, []],
    [`scene ! motion ! track ! ${line}\${CLASSES}`, []],
    [`detections d.txt class=\${CLASS} ! track ! ${line}cat`, []],
    [`scene ! detect eye ! track ! classify \${MODEL} of=detections ! ${line}taxi`, []],
    [`detect eye classes=person ! track id=a ; motion ! track id=b ; a. ! ${line}person id=c ; b. ! c.`, []],
  ])('says which classes are counted and never given: %s', async (statement, errors) => {
    const added = ['model', 'add', join(GRAPHS, 'yolov8-metadata.onnx'), '--name', 'eye']
    expect(await runCli(added, { home })).toMatchObject({ code: 0 })
    const found = await check(statement)
    expect(found.errors).toEqual(errors.map((error) => expect.stringContaining(error)))
    expect(found.code).toBe(errors.length > 0 ? 2 : 0)
  })

  it('notes those that are not there, and says no more of them', async () => {
    expect(await check('scene ! detect model=eey classes=person ! track')).toEqual({
      code: 0,
      errors: [],
      stderr: 'The context has no model eey (did you mean eye?); what is asked of it was not checked.\n',
    })
    const file = await check('scene ! detect model=./none.onnx ! track')
    expect(file).toMatchObject({ code: 0, errors: [], stderr: expect.stringContaining('none.onnx') })
  })
})
