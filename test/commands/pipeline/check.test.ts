import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
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

  it('knows what is no pipeline at all', async () => {
    const path = join(home, 'broken.yaml')
    writeFileSync(path, 'nodes: [{type: scene\n')
    const { code, stdout } = await runCli(['pipeline', 'check', path, '--json'], { home })
    expect(code).toBe(2)
    expect(JSON.parse(stdout).errors[0]).toMatchObject({ code: 'SYNTAX', line: 2 })
  })
})
