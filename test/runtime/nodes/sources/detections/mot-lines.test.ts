import { describe, expect, it } from 'vitest'
import {
  hasExtent,
  MotLineError,
  parseMotLines,
} from '../../../../../src/runtime/nodes/sources/detections/mot-lines.ts'

describe('lines of a MOT file', () => {
  it.each([
    [
      'all ten fields',
      '3,-1,10.5,20,30,40.25,0.9,-1,-1,-1',
      { frame: 3, x: 10.5, y: 20, w: 30, h: 40.25, score: 0.9 },
    ],
    ['seven fields', '1,-1,1,2,3,4,51.8', { frame: 1, x: 1, y: 2, w: 3, h: 4, score: 51.8 }],
    ['an empty score', '1,-1,1,2,3,4,', { frame: 1, x: 1, y: 2, w: 3, h: 4, score: undefined }],
    ['an empty id', '1,,1,2,3,4,1', { frame: 1, x: 1, y: 2, w: 3, h: 4, score: 1 }],
    ['no score', '1,-1,1,2,3,4', { frame: 1, x: 1, y: 2, w: 3, h: 4, score: undefined }],
    [
      'spaces and a carriage return',
      ' 1, -1, -5, 2, 3, 4, 1\r',
      { frame: 1, x: -5, y: 2, w: 3, h: 4, score: 1 },
    ],
    ['spaces alone', '1 -1 1 2 3 4 0.5', { frame: 1, x: 1, y: 2, w: 3, h: 4, score: 0.5 }],
    ['a frame written as a float', '2.0,-1,1,2,3,4,1e-1', { frame: 2, x: 1, y: 2, w: 3, h: 4, score: 0.1 }],
  ])('takes %s', (_, line, expected) => expect(parseMotLines(`${line}\n`)).toEqual([expected]))

  it('leaves out empty lines, whatever ends a line', () => {
    const box = { x: 1, y: 2, w: 3, h: 4, score: 1 }
    for (const end of ['\n', '\r\n', '\r'])
      expect(parseMotLines(['', '1,-1,1,2,3,4,1', ' ', '2,-1,1,2,3,4,1', ''].join(end))).toEqual([
        { frame: 1, ...box },
        { frame: 2, ...box },
      ])
  })

  it.each([
    ['1,-1,1,2,0,4,1', false],
    ['1,-1,1,2,3,-4,1', false],
    ['1,-1,1,2,0.1,4,1', true],
  ])('%s has an extent: %s', (line, has) => {
    expect(parseMotLines(line).map(hasExtent)).toEqual([has])
  })

  it('leaves out comments, a heading and a byte order mark', () => {
    const text = '\uFEFFframe,id,bb_left,bb_top,bb_width,bb_height,conf\r\n# by hand\r\n1,-1,1,2,3,4,0.5\r\n'
    expect(parseMotLines(text)).toEqual([{ frame: 1, x: 1, y: 2, w: 3, h: 4, score: 0.5 }])
  })

  it.each([
    ['too few fields', '1,-1,1,2,3', 'fewer than six fields'],
    ['an empty field', '1,-1,1,2,,4,1', 'a field is no number'],
    ['a word', '1,-1,one,2,3,4,1', 'a field is no number'],
    ['an infinite box', '1,-1,Infinity,2,3,4,1', 'a field is no number'],
    ['frame 0', '0,-1,1,2,3,4,1', 'it is of frame 0, and frames are counted from 1'],
    ['half a frame', '1.5,-1,1,2,3,4,1', 'its frame 1.5 is no whole number'],
    ['a frame of next century', '999999999,-1,1,2,3,4,1', 'its frame 999999999 is beyond 100000000'],
  ])('refuses %s and names the line', (_, line, why) => {
    const parse = (): unknown => parseMotLines(`1,-1,1,2,3,4,1\n${line}\n`)
    expect(parse).toThrow(MotLineError)
    expect(parse).toThrow(new RegExp(`^line 2: .*${why}`))
  })
})
