import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readPicture as readExactly } from '../../../src/runtime/control/models/check/read-picture.ts'
import { createStillReader } from '../../../src/runtime/media/still.ts'
import { createDetector } from '../../../src/runtime/models/detector.ts'
import { familyNamed, recognise } from '../../../src/runtime/models/families/registry.ts'
import { readGraph } from '../../../src/runtime/models/onnx/read-graph.ts'
import type { Detection, Rgb } from '../../../src/runtime/pipeline/item.ts'
import { manifestOf } from './families/reading.ts'

const data = process.env.GAZE_TEST_DATA
const FIXTURES = join(import.meta.dirname, 'fixtures')

if (!data)
  console.warn(
    'SKIPPED: models against their reference code. Set GAZE_TEST_DATA to a folder with models and images.',
  )

interface Found {
  readonly class: number
  readonly name: string
  readonly score: number
  readonly box?: readonly number[]
  readonly landmarks?: readonly (readonly number[])[]
}

/** What bench/peers/models/reference.py wrote. */
interface Reference {
  readonly model: string
  readonly settings: {
    readonly floor?: number
    readonly nms?: { readonly iou: number; readonly classes?: string }
  }
  readonly pictures: Readonly<
    Record<string, { readonly size: readonly [number, number]; readonly found: readonly Found[] }>
  >
}

interface Tolerance {
  /** What scores less is left out. */
  readonly least: number
  readonly score: number
  readonly pixels: number
}

const load = (name: string): Reference =>
  JSON.parse(readFileSync(join(FIXTURES, 'reference', `${name}.json`), 'utf8'))

/** Each picture with the entry of the reference that holds for it. */
const LOSSLESS: readonly (readonly [file: string, entry: string])[] = [
  ['kitten_224.png', 'kitten_224.png'],
  ['digit-2.png', 'digit-2.png'],
  ['digit-7.png', 'digit-7.png'],
  ...['exif-6', 'grey', 'odd-333x251', 'portrait-151x301', 'small-97x61', 'strip-401x37'].map(
    (name) => [`decoded/${name}.png`, `${name}.jpg`] as const,
  ),
]

const pathOf = (file: string): string => {
  const own = join(FIXTURES, 'pictures', file)
  return existsSync(own) ? own : join(data ?? '', 'images', file)
}

const readPicture = async (path: string): Promise<Rgb> => {
  const reader = await createStillReader([{ kind: 'rgb' }], {
    pictures: true,
    media: 'auto',
    signal: new AbortController().signal,
  })
  const { rgb, release } = await reader.read(path)
  const copy = { ...(rgb as Rgb), data: (rgb as Rgb).data.slice() }
  release()
  await reader.close()
  return copy
}

const openModel = async ({ model, settings }: Reference) => {
  const path = join(data ?? '', 'models', model)
  const [reading] = recognise(await readGraph(path))
  const family = familyNamed(reading?.manifest.family ?? '')
  if (!reading || !family) throw new Error(`${model} is not recognised`)
  const manifest = manifestOf(reading)
  return createDetector({ name: model, path, manifest }, family, {
    device: 'cpu',
    threads: 1,
    spin: false,
    threshold: settings.floor ?? 0,
    iou: settings.nms?.iou ?? 0.5,
    agnostic: settings.nms?.classes === 'together',
  })
}

/** Models without names of their own count their classes. */
const sameClass = (detection: Detection, found: Found): boolean =>
  detection.class === found.name || detection.class === `class-${found.class}`

/** The greatest difference of a side or a landmark, in pixels. */
const apart = (detection: Detection, found: Found, [width, height]: readonly [number, number]): number => {
  const scale = (values: readonly number[]) => values.map((value, n) => value * (n % 2 ? height : width))
  const ours = [...scale(found.box ? detection.box : []), ...scale(detection.landmarks?.flat() ?? [])]
  const theirs = [...(found.box ?? []), ...(found.landmarks?.flat() ?? [])]
  return Math.max(0, ...theirs.map((value, n) => Math.abs(value - (ours[n] ?? Number.NaN))))
}

/** Those of the reference for which none of ours is near enough. */
const missing = (
  detections: readonly Detection[],
  { size, found }: Reference['pictures'][string],
  { least, score, pixels }: Tolerance,
): string[] =>
  found
    .filter((one) => one.score >= least)
    .filter(
      (one) =>
        !detections.some(
          (own) =>
            sameClass(own, one) &&
            Math.abs((own.score ?? 0) - one.score) <= score &&
            apart(own, one, size) <= pixels,
        ),
    )
    .map((one) => JSON.stringify(one))

const compare = async (
  name: string,
  pictures: readonly (readonly [string, string])[],
  toleranceFor: (size: readonly [number, number]) => Tolerance,
  read = readPicture,
): Promise<void> => {
  const reference = load(name)
  const detector = await openModel(reference)
  for (const [file, entry] of pictures) {
    const picture = await read(pathOf(file))
    const expected = reference.pictures[entry]
    if (!expected) throw new Error(`the reference has no ${entry}`)
    expect([picture.width, picture.height]).toEqual(expected.size)
    const [detections = []] = await detector.look(picture)
    expect(missing(detections, expected, toleranceFor(expected.size)), file).toEqual([])
  }
  await detector.close()
}

const WHOLE = ['yolox_nano_416x416', 'nanodet_m_416', 'ultraface-RFB-320', 'squeezenet_fp16', 'mnist']

describe.skipIf(!data)('what a model finds is what the reference code of its family finds', () => {
  test.each(WHOLE)('%s on the same pixels: 1 pixel, 0.01', async (name) => {
    await compare(name, LOSSLESS, () => ({ least: 0, score: 0.01, pixels: 1 }))
  })

  // OpenCV suppresses boxes cut to whole pixels, which moves the weakest.
  test('yunet_n_640_640 on the same pixels: 1 pixel, 0.01', async () => {
    await compare('yunet_n_640_640', LOSSLESS, () => ({ least: 0.4, score: 0.01, pixels: 1 }))
  })

  // Processors multiply bytes with and without saturation: only what is plain is the same everywhere.
  test.each(['yolov8n_int8', 'deimv2_atto_coco_int8'])('%s, quantised: the plain ones', async (name) => {
    await compare(name, LOSSLESS, ([width]) => ({
      least: 0.5,
      score: 0.1,
      pixels: Math.max(4, width * 0.02),
    }))
  })

  test.each([...WHOLE, 'yunet_n_640_640'])(
    '%s on JPEGs as `model check` reads them: 1 pixel, 0.01',
    async (name) => {
      const jpegs = Object.keys(load(name).pictures).filter(
        (file) => /\.jpe?g$/.test(file) && file !== 'cmyk.jpg',
      )
      await compare(
        name,
        jpegs.map((file) => [file, file] as const),
        () => ({ least: name.startsWith('yunet') ? 0.4 : 0, score: 0.01, pixels: 1 }),
        (path) => readExactly(path, new AbortController().signal),
      )
    },
  )

  // FFmpeg's JPEG is up to 4 levels from libjpeg's.
  test.each([...WHOLE.slice(0, 3), 'yunet_n_640_640'])('%s on JPEGs of all kinds', async (name) => {
    const jpegs = Object.keys(load(name).pictures).filter((file) => /\.jpe?g$/.test(file))
    await compare(
      name,
      jpegs.map((file) => [file, file] as const),
      ([width]) => ({ least: 0.5, score: 0.03, pixels: Math.max(1, width * 0.001) }),
    )
  })
})
