import { beforeAll, describe, expect, it } from 'vitest'
import { createPictureEncoder } from '../../../src/runtime/media/encode.ts'
import { createJpegDecoder } from '../../../src/runtime/media/jpeg.ts'
import { jpegTurn } from '../../../src/runtime/media/jpeg-orientation.ts'
import { jpegSize } from '../../../src/runtime/media/jpeg-header.ts'
import { difference, implementations, slope } from './support.ts'

const jpegs: Record<string, Uint8Array> = {}

const encode = async (width: number, height: number): Promise<Uint8Array> => {
  const encoder = await createPictureEncoder({ width, height, format: 'gray' }, 90)
  const jpeg = await encoder.encode(slope(width, height))
  await encoder.close()
  return jpeg
}

/** The size in the header is a lie. */
const claiming = (jpeg: Uint8Array, width: number, height: number): Uint8Array => {
  const bytes = Buffer.from(jpeg)
  const at = bytes.indexOf(Buffer.from([0xff, 0xc0]))
  bytes.writeUInt16BE(height, at + 5)
  bytes.writeUInt16BE(width, at + 7)
  return bytes
}

beforeAll(async () => {
  const small = await encode(320, 180)
  const large = await encode(640, 480)
  const holes = Buffer.from(small)
  const scan = holes.indexOf(Buffer.from([0xff, 0xda])) + 12
  for (let at = scan; at < holes.length - 2; at++) holes[at] = (at * 37) % 251
  Object.assign(jpegs, {
    small,
    large,
    empty: new Uint8Array(0),
    text: Buffer.from('this is not a picture'),
    half: small.subarray(0, Math.floor(small.length / 2)),
    head: small.subarray(0, 30),
    holes,
    'too large': claiming(small, 65_000, 65_000),
    nothing: claiming(small, 0, 180),
  })
})

describe('jpegSize', () => {
  it('reads the size from the header', () => {
    expect(jpegSize(jpegs.small!)).toEqual({ width: 320, height: 180 })
    expect(jpegSize(jpegs.large!)).toEqual({ width: 640, height: 480 })
  })

  it('takes bytes behind the end and fill bytes before markers', () => {
    expect(jpegSize(Buffer.concat([jpegs.small!, Buffer.alloc(16)]))).toMatchObject({ width: 320 })
    const filled = Buffer.concat([
      jpegs.small!.subarray(0, 2),
      Buffer.from([0xff, 0xff]),
      jpegs.small!.subarray(2),
    ])
    expect(jpegSize(filled)).toMatchObject({ width: 320 })
  })
})

describe('jpegTurn', () => {
  /** A JPEG whose EXIF has one entry, the orientation, at that place of the TIFF. */
  const oriented = (value: number, order: 'II' | 'MM', directory = 8): Buffer => {
    const tiff = Buffer.alloc(26)
    const little = order === 'II'
    const put = (bytes: 2 | 4, at: number, number: number): void =>
      void (little ? tiff.writeUIntLE(number, at, bytes) : tiff.writeUIntBE(number, at, bytes))
    tiff.write(order, 0)
    put(2, 2, 42)
    put(4, 4, directory)
    put(2, 8, 1)
    put(2, 10, 0x0112)
    put(2, 12, 3)
    put(4, 14, 1)
    put(2, 18, value)
    const app1 = Buffer.concat([Buffer.from([0xff, 0xe1, 0, 8 + tiff.length]), Buffer.from('Exif\0\0'), tiff])
    return Buffer.concat([jpegs.small!.subarray(0, 2), app1, jpegs.small!.subarray(2)])
  }

  it('reads the orientation in both byte orders', () => {
    expect(jpegTurn(oriented(6, 'II'))).toBe('transpose=clock')
    expect(jpegTurn(oriented(8, 'MM'))).toBe('transpose=cclock')
    expect(jpegTurn(oriented(1, 'MM'))).toBe('')
  })

  it('leaves as it is what says nothing, or nonsense', () => {
    expect(jpegTurn(jpegs.small!)).toBe('')
    expect(jpegTurn(oriented(77, 'II'))).toBe('')
    expect(jpegTurn(oriented(6, 'II', 4_000_000_000))).toBe('')
  })
})

describe.each(implementations)('JPEGs decoded by %s', (media) => {
  it('gives the picture that was encoded', async () => {
    const decoder = await createJpegDecoder([{ kind: 'grey', width: 320 }], media)
    const decoded = await decoder.decode(jpegs.small!)
    expect(decoded).toMatchObject({ width: 320, height: 180 })
    expect(difference(decoded.greys[0]!.data, slope(320, 180))).toBeLessThan(2)
    await decoder.close()
  })

  it('goes on behind each that is damaged, and follows the size', async () => {
    const decoder = await createJpegDecoder([{ kind: 'grey', width: 160 }], media)
    for (const name of ['empty', 'text', 'half', 'head', 'holes', 'too large', 'nothing']) {
      const result = decoder.decode(jpegs[name]!)
      if (name === 'holes')
        await result.catch((error) => expect(error).toMatchObject({ code: 'UNDECODABLE' }))
      else await expect(result, name).rejects.toMatchObject({ code: 'UNDECODABLE' })
      const small = await decoder.decode(jpegs.small!)
      expect(small.greys[0]).toMatchObject({ width: 160, height: 90 })
      small.release()
    }
    const large = await decoder.decode(jpegs.large!)
    expect(large).toMatchObject({ width: 640, height: 480 })
    expect(large.greys[0]).toMatchObject({ width: 160, height: 120 })
    await decoder.close()
  })

  it('looks at the header alone where no grey view is wanted', async () => {
    const decoder = await createJpegDecoder([{ kind: 'jpeg', quality: 80 }], media)
    expect(await decoder.decode(jpegs.small!)).toMatchObject({ width: 320, height: 180, greys: [] })
    await expect(decoder.decode(jpegs.half!)).rejects.toMatchObject({ code: 'UNDECODABLE' })
    await decoder.close()
  })
})
