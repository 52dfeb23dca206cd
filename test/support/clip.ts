import { writeFileSync } from 'node:fs'

const WIDTH = 320
const HEIGHT = 180
const FPS = 25
const SIZE = 40
const EMPTY_FRAMES = 15
const STEP = 4

/** Frames of one clip: an empty picture, then a square that goes from the left edge to the right one, and out. */
export const CLIP_FRAMES = EMPTY_FRAMES + Math.ceil((WIDTH + SIZE) / STEP) + EMPTY_FRAMES

const picture = (frame: number): Buffer => {
  const bytes = Buffer.alloc(WIDTH * HEIGHT * 1.5, 128)
  bytes.fill(90, 0, WIDTH * HEIGHT)
  const left = (frame - EMPTY_FRAMES) * STEP - SIZE
  const top = (HEIGHT - SIZE) / 2
  const [from, to] = [Math.max(0, left), Math.min(WIDTH, left + SIZE)]
  for (let y = top; to > from && y < top + SIZE; y += 1) bytes.fill(220, y * WIDTH + from, y * WIDTH + to)
  return bytes
}

/** Writes an uncompressed clip (YUV4MPEG2) in which one thing crosses x = 0.5 once, to the right. */
export const writeClip = (path: string): void => {
  const header = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F${FPS}:1 Ip A1:1 C420jpeg\n`)
  const frames = Array.from({ length: CLIP_FRAMES }, (_, frame) => [Buffer.from('FRAME\n'), picture(frame)])
  writeFileSync(path, Buffer.concat([header, ...frames.flat()]))
}
