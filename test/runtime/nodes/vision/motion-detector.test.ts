import { describe, expect, it } from 'vitest'
import { randomOf } from '../../../../bench/support/variants.ts'
import { createMotionDetector } from '../../../../src/runtime/nodes/vision/motion-detector.ts'
import type { Detection, Grey } from '../../../../src/runtime/pipeline/item.ts'

const OPTIONS = { threshold: 22, adapt: 4, keep: 60, least: 0.0008, gap: 0.03 }
const FPS = 10

interface Scene {
  readonly width?: number
  readonly height?: number
  readonly frames: number
  /** Grey level at a place of a frame, `ground` being the empty room's. */
  readonly level?: (x: number, y: number, frame: number, ground: number) => number
  readonly noise?: number
  readonly options?: Partial<typeof OPTIONS>
}

/** A room of patches, 70 to 180 grey levels. */
const ground = (x: number, y: number): number => 70 + ((((x >> 4) * 37 + (y >> 4) * 61) % 11) + 11) * 5

const pictureOf = (scene: Scene, frame: number, noise: () => number): Grey => {
  const { width = 320, height = 180, level = (_x, _y, _frame, empty) => empty } = scene
  const data = new Uint8Array(width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const value = level(x, y, frame, ground(x, y)) + noise()
      data[y * width + x] = Math.min(255, Math.max(0, Math.round(value)))
    }
  return { width, height, data }
}

const run = (scene: Scene): Detection[][] => {
  const random = randomOf(7)
  const { noise = 1 } = scene
  const detector = createMotionDetector({ ...OPTIONS, ...scene.options })
  // The sum of three even numbers is near enough to normal.
  const next = () => noise * 2 * (random() + random() + random() - 1.5)
  return Array.from({ length: scene.frames }, (_, frame) =>
    detector.look(pictureOf(scene, frame, next), frame / FPS),
  )
}

const square = (left: number, top: number, size: number) => (x: number, y: number) =>
  x >= left && x < left + size && y >= top && y < top + size

describe('motion detector', () => {
  it.each([320, 200, 90])('finds what moves, where it is, in pictures %d wide', (width) => {
    const left = (frame: number): number => (frame < 10 ? -100 : frame * 3)
    const size = 24
    const found = run({
      width,
      height: 100,
      frames: 20,
      level: (x, y, frame, empty) => (square(left(frame), 40, size)(x, y) ? 240 : empty),
    })
    expect(found.slice(0, 10).flat()).toEqual([])
    for (const [frame, detections] of found.entries()) {
      if (frame < 10) continue
      expect(detections).toHaveLength(1)
      const [x1, y1, x2, y2] = detections[0]!.box
      expect(Math.abs(x1 * width - left(frame))).toBeLessThan(4)
      expect(Math.abs(x2 * width - left(frame) - size)).toBeLessThan(4)
      expect(Math.abs(y1 * 100 - 40)).toBeLessThan(4)
      expect(Math.abs(y2 * 100 - 64)).toBeLessThan(4)
    }
  })

  it.each([
    ['noise of 10', { noise: 10 }],
    ['light that drifts by 25 %', { level: drift(0.25, 60) }],
    ['light that flickers by 6 %', { level: drift(0.06, 7) }],
    ['light that goes at once, by 30 %', { level: step }],
    ['a soft shadow that passes', { level: shadow }],
  ] as const)('finds nothing in %s', (_, scene: Partial<Scene>) => {
    expect(run({ frames: 120, ...scene }).flat()).toEqual([])
  })

  const arriving = (frame: number): number => Math.min(frame - 10, 40) * 4 - 40
  const standing: Scene = {
    frames: 300,
    level: (x, y, frame, empty) => (square(arriving(frame), 60, 40)(x, y) ? 20 : empty),
  }

  it('keeps what came in and stands', () => {
    expect(run(standing).at(-1)).toHaveLength(1)
  })

  it('takes it for a part of the room when it has stood for long', () => {
    expect(run({ ...standing, frames: 500, options: { keep: 10, adapt: 1 } }).at(-1)).toEqual([])
  })

  it('takes the place in again that something left', () => {
    const left = (frame: number): number => 100 + Math.max(0, frame - 30) * 8
    const found = run({
      frames: 80,
      level: (x, y, frame, empty) => (square(left(frame), 60, 40)(x, y) ? 20 : empty),
    })
    expect(found.slice(0, 30).flat()).toEqual([])
    expect(found.slice(34, 50).every((detections) => detections.length > 0)).toBe(true)
    expect(found.slice(70).flat()).toEqual([])
  })

  it('starts again at another view', () => {
    const found = run({
      frames: 60,
      level: (x, y, frame, empty) => (frame < 20 ? empty : ((x >> 3) + (y >> 3)) & 1 ? 250 : 5),
    })
    expect(found.slice(45).flat()).toEqual([])
  })

  it('starts again at pictures of another size', () => {
    const detector = createMotionDetector(OPTIONS)
    const look = (width: number, now: number) =>
      detector.look(
        pictureOf({ width, frames: 1 }, 0, () => 0),
        now,
      )
    expect([look(320, 0), look(320, 0.1), look(160, 0.2), look(160, 0.3), look(320, 0.4)].flat()).toEqual([])
  })
})

function drift(depth: number, frames: number): NonNullable<Scene['level']> {
  return (_x, _y, frame, empty) => empty * (1 + depth * Math.sin((2 * Math.PI * frame) / frames))
}

function step(_x: number, _y: number, frame: number, empty: number): number {
  return frame < 40 ? empty : empty * 0.7
}

function shadow(x: number, y: number, frame: number, empty: number): number {
  const far = Math.hypot(x - frame * 3, y - 90) / 60
  return empty * (1 - 0.3 * Math.exp(-far * far))
}
