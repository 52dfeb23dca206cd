import { describe, expect, it } from 'vitest'
import { mediaChoice } from '../../../src/runtime/media/choice.ts'
import { createFrame } from '../../../src/runtime/media/frame.ts'
import { targetOf } from '../../../src/runtime/media/source/protocols.ts'
import { turnFilters } from '../../../src/runtime/media/source/rotation.ts'
import { createTimeline } from '../../../src/runtime/media/source/timeline.ts'
import { greySize, quantiserOf } from '../../../src/runtime/media/views.ts'

describe('timeline', () => {
  it('begins at 0 and turns fractions into nanoseconds', () => {
    const time = createTimeline({ num: 1, den: 90_000 }, 25)
    expect([9000n, 12_600n, 16_200n].map(time)).toEqual([0n, 40_000_000n, 80_000_000n])
  })

  it('fills in stamps that are missing, stand still or go back', () => {
    const time = createTimeline({ num: 1, den: 1000 }, 50)
    expect([undefined, 20n, 20n, 10n, 100n].map(time)).toEqual(
      [0n, 20n, 40n, 60n, 100n].map((ms) => ms * 1_000_000n),
    )
  })
})

describe('targets', () => {
  it.each([
    ['clip.mp4', 'file:clip.mp4', 'file'],
    ['a:b?.mp4', 'file:a:b?.mp4', 'file'],
    ['file:///tmp/a%20b.mp4', 'file:/tmp/a b.mp4', 'file'],
    ['rtsp://cam/1', 'rtsp://cam/1', 'rtsp,rtp,rtcp,udp,tcp'],
    ['https://site/x.m3u8', 'https://site/x.m3u8', 'https,http,tls,tcp'],
  ])('%s', (source, url, protocols) => {
    expect(targetOf(source)).toMatchObject({ url, protocols })
  })
})

describe('views', () => {
  it('keeps the shape, with an even height', () => {
    expect(greySize(320, 1280, 720)).toEqual({ width: 320, height: 180 })
    expect(greySize(320, 768, 433)).toEqual({ width: 320, height: 180 })
    expect(greySize(320, 4000, 10)).toEqual({ width: 320, height: 2 })
  })

  it('gives a coarser quantiser for a lower quality', () => {
    expect([1, 50, 75, 90, 100].map(quantiserOf)).toEqual([31, 16, 8, 3, 1])
  })

  it('turns as players do', () => {
    expect([0, -90, 90, 180, -180, 270].map(turnFilters)).toEqual([
      '',
      'transpose=clock',
      'transpose=cclock',
      'hflip,vflip',
      'hflip,vflip',
      'transpose=clock',
    ])
  })
})

describe('frames', () => {
  const info = { index: 3, captureNs: 0n, width: 4, height: 2 }
  const grey = { width: 4, height: 2, data: new Uint8Array(8) }

  it('give their views until they are released, once', () => {
    let releases = 0
    const frame = createFrame(info, { greys: [grey], jpeg: () => undefined, release: () => releases++ })
    expect(frame.grey(4)).toBe(grey)
    expect(() => frame.grey(5)).toThrow('grey 5')
    expect(() => frame.jpeg(80)).toThrow('jpeg 80')
    frame.release()
    frame.release()
    expect(releases).toBe(1)
    expect(() => frame.grey(4)).toThrow('Frame 3 is used after its release')
  })
})

describe('GAZE_MEDIA', () => {
  it('is auto, addon or ffmpeg', () => {
    expect([undefined, '', 'addon', 'ffmpeg'].map(mediaChoice)).toEqual(['auto', 'auto', 'addon', 'ffmpeg'])
    expect(() => mediaChoice('gpu')).toThrow('GAZE_MEDIA=gpu')
  })
})
