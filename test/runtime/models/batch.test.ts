import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createDetector, type Detector } from '../../../src/runtime/models/detector.ts'
import { familyNamed } from '../../../src/runtime/models/families/registry.ts'
import { asked } from '../../../src/runtime/models/infer/asked.ts'
import { inferManifest } from '../../../src/runtime/models/infer/infer-manifest.ts'
import { readGraph } from '../../../src/runtime/models/onnx/read-graph.ts'
import type { Detection, Rgb } from '../../../src/runtime/pipeline/item.ts'
import { READ_AS } from './families/read-as.ts'

const fixtures = join(import.meta.dirname, 'fixtures')
const graphs = join(fixtures, 'graphs', 'batches')
const WIDTH = 96
const HEIGHT = 64

interface Layout {
  readonly threshold: number
  readonly iou?: number
  readonly expected: readonly { readonly score: number; readonly box: readonly number[] }[]
}

const layoutOf = (file: string): { name: string; layout: Layout } => {
  const name = file.replace(/-(open|three)\.onnx$/, '')
  return {
    name,
    layout: JSON.parse(readFileSync(join(fixtures, 'layouts', `${name}.json`), 'utf8')) as Layout,
  }
}

const open = async (file: string): Promise<Detector> => {
  const path = join(graphs, file)
  const { name, layout } = layoutOf(file)
  const [family = '', change] = READ_AS[name] ?? []
  const hints = { family, variant: change?.variant }
  const { manifest } = await inferManifest(asked('add', path), await readGraph(path), hints)
  return createDetector(
    { name, path, manifest: { ...manifest, sha256: '', bytes: 0 } },
    familyNamed(family)!,
    {
      ...{ device: 'cpu', threads: 1, spin: false, agnostic: false, batch: 3 },
      ...{ threshold: layout.threshold, iou: layout.iou ?? 1 },
    },
  )
}

/** Regions of the input's size one above the other, white or black. */
const pictureOf = (bright: readonly boolean[]): Rgb => ({
  width: WIDTH,
  height: HEIGHT * bright.length,
  data: Uint8Array.from({ length: WIDTH * HEIGHT * bright.length * 3 }, (_, at) =>
    bright[Math.floor(at / (WIDTH * HEIGHT * 3))] ? 255 : 0,
  ),
})

const look = async (file: string, bright: readonly boolean[]) => {
  const detector = await open(file)
  const regions = bright.map((_, n) => ({ x: 0, y: n * HEIGHT, width: WIDTH, height: HEIGHT }))
  const picture = pictureOf(bright)
  const looks = await detector.look(picture, regions)
  await detector.close()
  const inRegion = ({ box, score }: Detection, n: number) => ({
    score,
    box: box.map(
      (side, at) => side * (at % 2 === 0 ? picture.width : picture.height) - (at % 2) * n * HEIGHT,
    ),
  })
  return looks.map((found, n) => found.map((one) => inRegion(one, n)))
}

describe('each picture of a run gets what is found on it, and none what is on another', () => {
  it.each(readdirSync(graphs))('%s', async (file) => {
    const { layout } = layoutOf(file)
    const wanted = layout.expected.map(({ score, box }) => ({
      score: expect.closeTo(score, 2),
      box: box.map((side) => expect.closeTo(side, 0)),
    }))
    expect(await look(file, [true, false, true])).toEqual([wanted, [], wanted])
    // Fewer than there is room for.
    expect(await look(file, [false, true])).toEqual([[], wanted])
  })
})
