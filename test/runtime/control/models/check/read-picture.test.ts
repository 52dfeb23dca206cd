import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readPicture } from '../../../../../src/runtime/control/models/check/read-picture.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gaze-picture-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const WIDTH = 5
const HEIGHT = 3
const colours = Uint8Array.from({ length: WIDTH * HEIGHT * 3 }, (_, at) => (at * 37) % 256)

describe('the picture that a model is tried on', () => {
  // OpenCV's imread and Pillow's convert("RGB") leave the alpha channel out, and so does the node `detect`.
  it.each([0, 128, 255])('has the colours behind an alpha of %i', async (opacity) => {
    const path = join(folder, `${opacity}.png`)
    const alpha = Buffer.alloc(WIDTH * HEIGHT, opacity)
    await sharp(colours, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
      .joinChannel(alpha, { raw: { width: WIDTH, height: HEIGHT, channels: 1 } })
      .png()
      .toFile(path)
    const { width, height, data } = await readPicture(path, AbortSignal.timeout(10_000))
    expect([width, height]).toEqual([WIDTH, HEIGHT])
    expect([...data]).toEqual([...colours])
  })
})
