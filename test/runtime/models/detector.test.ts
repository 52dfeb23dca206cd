import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createDetector, type Detector } from '../../../src/runtime/models/detector.ts'
import { familyNamed } from '../../../src/runtime/models/families/registry.ts'
import { asked } from '../../../src/runtime/models/infer/asked.ts'
import { inferManifest } from '../../../src/runtime/models/infer/infer-manifest.ts'
import { readGraph } from '../../../src/runtime/models/onnx/read-graph.ts'
import type { Rgb } from '../../../src/runtime/pipeline/item.ts'

const graphs = join(import.meta.dirname, 'fixtures', 'graphs')

const open = async (name: string): Promise<Detector> => {
  const path = join(graphs, `${name}.onnx`)
  const { manifest } = await inferManifest(asked('add', path), await readGraph(path), { family: 'yolov8' })
  return createDetector(
    { name, path, manifest: { ...manifest, sha256: '', bytes: 0 } },
    familyNamed(manifest.family)!,
    { device: 'cpu', threads: 1, spin: false, threshold: 0.3, iou: 0.5, agnostic: false },
  )
}

const picture = (width: number, height: number): Rgb => ({
  width,
  height,
  data: new Uint8Array(width * height * 3),
})

describe('a detector', () => {
  it.each([
    [1, 1],
    [1, 3000],
    [97, 61],
    [8000, 6000],
  ])('takes a picture of %d x %d; boxes lie on it, the best first', async (width, height) => {
    const detector = await open('yolov8-metadata')
    const [found = []] = await detector.look(picture(width, height))
    expect(found.length).toBeGreaterThan(0)
    for (const { box } of found) {
      expect(Math.min(...box)).toBeGreaterThanOrEqual(0)
      expect(Math.max(...box)).toBeLessThanOrEqual(1)
    }
    const scores = found.map(({ score }) => score)
    expect(scores).toEqual([...scores].sort((a, b) => b! - a!))
    await detector.close()
  })

  it('looks at more regions than one run takes', async () => {
    const detector = await open('yolov8-metadata')
    const half = { x: 0, y: 0, width: 48, height: 64 }
    const looks = await detector.look(picture(96, 64), [half, { ...half, x: 48 }, half])
    expect(looks).toHaveLength(3)
    const right = looks[1]!.map(({ box }) => box[0])
    expect(Math.min(...right)).toBeGreaterThanOrEqual(0.5)
    expect(looks[2]).toEqual(looks[0])
    await detector.close()
  })

  it('may find nothing', async () => {
    const detector = await open('zero-detections')
    expect(await detector.look(picture(96, 64))).toEqual([[]])
    await detector.close()
  })
})
