import { describe, expect, it } from 'vitest'
import { targetOf } from '../../../src/runtime/media/source/protocols.ts'
import type { Target } from '../../../src/runtime/media/source/protocols.ts'
import { implementations } from './support.ts'

/** FFmpeg's made-up device takes the way of a camera: there is none on a machine that runs tests. */
const device: Target = {
  url: 'testsrc=size=320x240:rate=10:duration=1',
  protocols: 'file',
  local: false,
  device: 'lavfi',
}

const open = async (media: 'addon' | 'ffmpeg', target: Target) => {
  const reader =
    media === 'addon'
      ? await import('../../../src/runtime/media/addon/reader.ts')
      : await import('../../../src/runtime/media/exe/reader.ts')
  return reader.open(target, { views: [{ kind: 'grey', width: 160 }] })
}

describe('cameras of this machine', () => {
  it.each(implementations)('%s reads a device by its name', async (media) => {
    const reader = await open(media, device)
    let count = 0
    for (let picture = await reader.next(); picture !== undefined; picture = await reader.next()) {
      expect(picture.greys[0]).toMatchObject({ width: 160, height: 120 })
      picture.release()
      count++
    }
    await reader.close()
    expect(count).toBe(10)
    expect(reader.info).toMatchObject({ width: 320, height: 240, fps: 10 })
  })

  it.each(implementations)('%s says that it has no such device', async (media) => {
    await expect(open(media, { ...device, device: 'nodevice' })).rejects.toMatchObject({
      code: 'SOURCE_FAILED',
    })
  })

  it('says that a camera is not there', () => {
    expect(() => targetOf('camera:77')).toThrow(/no camera 77|cannot be read on/)
  })
})
