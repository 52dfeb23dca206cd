import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asked } from '../../../../src/runtime/models/infer/asked.ts'
import type { Hints } from '../../../../src/runtime/models/infer/hints.ts'
import { inferManifest } from '../../../../src/runtime/models/infer/infer-manifest.ts'
import { readGraph } from '../../../../src/runtime/models/onnx/read-graph.ts'
import { packageRoot } from '../../../../src/runtime/package-root.ts'
import { graph, model, node, property, value, yoloxGrid } from '../../../support/onnx.ts'

const GRAPHS = join(packageRoot, 'test/runtime/models/fixtures/graphs')

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'gaze-infer-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const put = (bytes: Buffer | string, name = 'model.onnx'): string => {
  writeFileSync(join(dir, name), bytes)
  return join(dir, name)
}
const infer = async (path: string, hints: Hints = {}) =>
  inferManifest(asked('add', 'my model.onnx'), await readGraph(path), hints)
const fixture = (name: string, hints?: Hints) => infer(join(GRAPHS, name), hints)

describe('what a model is taken for', () => {
  it.each([
    ['yolov8.onnx', 'yolov8', 3],
    ['yolov8-metadata.onnx', 'yolov8', 3],
    ['yolov5.onnx', 'yolov5', 3],
    ['nanodet.onnx', 'nanodet', 3],
    ['yunet.onnx', 'yunet', 1],
  ])('%s is %s', async (name, family, classes) => {
    const { manifest, evidence } = await fixture(name)
    expect(manifest).toMatchObject({ schema: 1, family })
    expect(manifest.classes).toHaveLength(classes)
    expect(evidence.length).toBeGreaterThan(1)
  })

  it('has the names that the file has, quotes and commas as they are', async () => {
    expect((await fixture('yolov8-quoted-names.onnx')).manifest.classes).toEqual([
      ...['person', "driver's cab", 'car, red: {new}'],
    ])
  })

  it('has the licence that the file notes', async () => {
    const { manifest } = await infer(put(yoloxGrid(property('license', 'Apache-2.0'))))
    expect(manifest.licence).toBe('Apache-2.0')
  })

  it('counts the classes of RF-DETR from 0 before a background or, where that is said, in another way', async () => {
    const labels = put('red\ngreen\nblue\n', 'labels.txt')
    const rfdetr = (columns: number) =>
      put(
        model(
          graph(
            node('Conv', ['input'], ['dets']),
            ...[value(11, 'input', [1, 3, 560, 560]), value(12, 'dets', [1, 300, 4])],
            value(12, 'labels', [1, 300, columns]),
          ),
        ),
      )
    const classes = ['red', 'green', 'blue']
    const usual = await infer(rfdetr(4), { labels })
    expect(usual.manifest).toMatchObject({ variant: 'background-last', offset: 0, classes })
    expect(usual.settled).toMatchObject([{ chosen: expect.stringContaining('background'), by: 'usual' }])
    const behind = await infer(rfdetr(4), { labels, variant: 'ids-from-1' })
    expect(behind.manifest).toMatchObject({ offset: 1, classes })
    const all = await infer(rfdetr(3), { labels, variant: 'ids-from-0' })
    expect(all.manifest).toMatchObject({ offset: 0, classes })
    const coco = await infer(rfdetr(91))
    expect(coco.settled).toEqual([])
    expect(coco.manifest).toMatchObject({ offset: 1, input: { fit: 'stretch', filter: 'fine' } })
    expect(coco.manifest.classes[0]).toBe('person')
  })

  it("has no name for DETR's last class, which is no object", async () => {
    const labels = put('red\ngreen\nblue\n', 'labels.txt')
    const detr = put(
      model(
        graph(
          node('Conv', ['pixel_values'], ['logits']),
          ...[value(11, 'pixel_values', [1, 3, 800, 800]), value(12, 'logits', [1, 100, 4])],
          value(12, 'pred_boxes', [1, 100, 4]),
        ),
      ),
    )
    const { manifest } = await infer(detr, { labels, activation: 'softmax' })
    expect(manifest).toMatchObject({ activation: 'softmax', classes: ['red', 'green', 'blue'] })
    await expect(infer(detr, { labels, activation: 'sigmoid' })).rejects.toMatchObject({
      code: 'MODEL_INVALID',
    })
  })

  it('follows what is said of colour, scale, mean and size', async () => {
    const path = put(yoloxGrid())
    const usual = await infer(path)
    expect(usual.settled).toMatchObject([{ what: 'colour', chosen: 'bgr', by: 'usual' }])
    const said = await infer(path, { colour: 'rgb', mean: [1], std: [2, 3, 4], scale: 0.5, fit: 'stretch' })
    expect(said.settled).toMatchObject([{ what: 'colour', by: 'said' }])
    expect(said.manifest.input).toMatchObject({
      ...{ colour: 'rgb', mean: [1, 1, 1], std: [2, 3, 4], scale: 0.5, fit: 'stretch' },
    })
    await expect(infer(path, { size: { width: 640, height: 640 } })).rejects.toMatchObject({
      ...{
        code: 'USAGE',
        why: expect.stringMatching(/96x64/),
        hint: expect.stringMatching(/Leave --size away/),
      },
    })
    await expect(infer(path, { colour: 'grey' })).rejects.toMatchObject({
      ...{
        code: 'USAGE',
        why: expect.stringMatching(/three channels/),
        hint: '--colour rgb or --colour bgr',
      },
    })
    const open = await fixture('yolov8-dynamic.onnx', { size: { width: 320, height: 192 } })
    expect(open.manifest.input).toMatchObject({ width: 320, height: 192 })
  })

  it('turns mean and deviation round with the colours', async () => {
    const { manifest } = await fixture('nanodet.onnx', { colour: 'rgb' })
    const usual = (await fixture('nanodet.onnx')).manifest.input
    expect(manifest.input.mean).toEqual([...usual.mean].reverse())
    expect(manifest.input.std).toEqual([...usual.std].reverse())
  })
})

const oneOutput = (...shape: (number | string)[]): Buffer =>
  model(
    graph(node('Conv', ['images'], ['out']), value(11, 'images', [1, 3, 64, 96]), value(12, 'out', shape)),
  )

describe('is refused', () => {
  it('a graph of no family, with what it has and what there is', async () => {
    await expect(infer(put(oneOutput(1, 3, 32, 48)))).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      why: expect.stringMatching(/inputs: images float 1x3x64x96\noutputs: out float 1x3x32x48/),
      hint: expect.stringMatching(/yolox, yolov8/),
    })
  })

  it.each([
    ['segment', [1, 116, 8400], /a model for segmentation \(masks\)/],
    ['pose', [1, 56, 126], /a model for pose \(keypoints\)/],
    ['obb', [1, 20, 126], /a model for oriented boxes/],
  ] as const)('%s, also where a family is named that its shapes would fit', async (task, shape, why) => {
    const noted = Buffer.concat([oneOutput(...shape), property('task', task), property('names', "{0: 'a'}")])
    for (const hints of [{}, { family: 'yolov8' }])
      await expect(infer(put(noted), hints)).rejects.toMatchObject({
        code: 'MODEL_INVALID',
        why: expect.stringMatching(why),
      })
  })

  it('a classifier with softmax of an unknown writer, until somebody says how pictures are prepared', async () => {
    await expect(fixture('classify-softmax.onnx')).rejects.toMatchObject({ code: 'MODEL_AMBIGUOUS' })
    const { settled } = await fixture('classify-softmax.onnx', { family: 'classify' })
    expect(settled).toMatchObject([{ what: 'colour', by: 'usual' }])
  })

  it('what is no result yet, or no choice between classes, as what it is', async () => {
    const levels = graph(
      ...[node('Conv', ['images'], ['a']), value(11, 'images', [1, 3, 64, 96])],
      ...['a', 'b', 'c'].map((name, n) => value(12, name, [1, 3, 8 >> n, 12 >> n, 85])),
    )
    await expect(infer(put(model(levels)))).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      why: expect.stringMatching(/levels of a YOLO before they are decoded/),
    })
    await expect(infer(put(oneOutput(1, 1)))).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      why: expect.stringMatching(/one value; a classifier has/),
    })
  })

  it('a detector of torchvision, whose input has no batch', async () => {
    const detector = graph(
      ...[node('Conv', ['images'], ['boxes']), value(11, 'images', [3, 320, 320])],
      ...[value(12, 'boxes', ['n', 4]), value(12, 'labels', ['n']), value(12, 'scores', ['n'])],
    )
    await expect(infer(put(model(detector)))).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      why: expect.stringMatching(/images float 3x320x320 has no axis for the batch, as torchvision/),
    })
  })

  it.each([
    ['PaddleDetection', { image: [1, 3, 64, 96], scale_factor: [1, 2] }, { boxes: ['n', 6], num: ['N'] }],
    ['a text asks', { pixel_values: [1, 3, 64, 96], input_ids: [1, 's'] }, { logits: [1, 900, 256] }],
    ['pixel_mask', { pixel_values: [1, 3, 64, 96], pixel_mask: [1, 64, 96] }, { logits: [1, 100, 92] }],
    [
      'logits and pred_boxes alone',
      { pixel_values: [1, 3, 64, 96] },
      { select_82: [1, 100, 80], select_83: [1, 100, 4], stack_5: [1, 2, 100, 128], add_80: [1, 128, 8, 12] },
    ],
    ['YOLOv3', { input_1: [1, 3, 64, 96], image_shape: [1, 2] }, { out: [1, 'n', 4] }],
    ['keypoints', { input: [1, 3, 64, 96] }, { dets: [1, 100, 4], keypoints: [1, 100, 17, 3] }],
    ['MMDeploy', { input: [1, 3, 64, 96] }, { dets: [1, 'n', 5], labels: [1, 'n'] }],
    ['anchors', { input: [1, 3, 64, 96] }, { regression: [1, 1152, 4], classification: [1, 1152, 90] }],
  ])('a layout of others, named for what it is: %s', async (what, inputs, outputs) => {
    const values = (field: 11 | 12, shapes: object) =>
      Object.entries(shapes).map(([name, shape]) => value(field, name, shape as (number | string)[]))
    const path = put(model(graph(node('Conv', ['a'], ['b']), ...values(11, inputs), ...values(12, outputs))))
    await expect(infer(path)).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      why: expect.stringContaining(what),
    })
  })

  it('a family that does not fit, and one that there is not', async () => {
    await expect(fixture('yolov8.onnx', { family: 'yunet' })).rejects.toMatchObject({ code: 'MODEL_INVALID' })
    await expect(fixture('yolov8.onnx', { family: 'yolov9' })).rejects.toMatchObject({
      code: 'USAGE',
      hint: expect.stringMatching(/Did you mean "yolov\d+"\? gaze model add 'my model.onnx' --family yolov/),
    })
  })

  it('a graph that fits several, until one is named', async () => {
    await expect(fixture('ambiguous.onnx')).rejects.toMatchObject({
      code: 'MODEL_AMBIGUOUS',
      why: expect.stringMatching(/yolov8 \(likely\)/),
      hint: expect.stringMatching(/gaze model add 'my model.onnx' .*--family yolov8/),
    })
    expect((await fixture('ambiguous.onnx', { family: 'yolov8' })).manifest.family).toBe('yolov8')
  })

  it('what may be of a family but leaves things open, until they are said', async () => {
    const logits = put(oneOutput(1, 7))
    await expect(infer(logits)).rejects.toMatchObject({
      code: 'MODEL_AMBIGUOUS',
      hint: expect.stringMatching(
        /^gaze model add 'my model.onnx' --colour rgb or --colour bgr; or --family classify/,
      ),
    })
    expect((await infer(logits, { colour: 'bgr' })).manifest.input).toMatchObject({ colour: 'bgr' })
    expect((await infer(logits, { family: 'classify' })).settled).toMatchObject([{ by: 'usual' }])
  })

  it.each([
    ['labels', { labels: 'coco80' }],
    ['names in a file of one line too few', { labels: 'two.txt' }],
  ])('another number of %s than the output has, with both', async (_, hints) => {
    const two = put('person\ncar\n', 'two.txt')
    const labels = hints.labels === 'two.txt' ? two : hints.labels
    await expect(infer(put(yoloxGrid()), { labels })).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      details: { names: labels === two ? 2 : 80, classes: 3 },
    })
  })

  it('another number of names in the file, but for those that are said', async () => {
    const path = put(yoloxGrid(property('names', "{0: 'a', 1: 'b'}")))
    await expect(infer(path)).rejects.toMatchObject({ details: { names: 2, classes: 3 } })
    const labels = put('x\ny\nz\n', 'three.txt')
    expect((await infer(path, { labels })).manifest.classes).toEqual(['x', 'y', 'z'])
  })

  it('a variant that the family does not have, with those that it has', async () => {
    await expect(infer(put(yoloxGrid()), { variant: 'foo' })).rejects.toMatchObject({
      code: 'USAGE',
      why: 'It has grid and decoded',
      hint: "gaze model add 'my model.onnx' --family yolox --variant grid",
    })
    expect((await infer(put(yoloxGrid()), { variant: 'decoded' })).manifest.variant).toBe('decoded')
    await expect(fixture('yunet.onnx', { variant: 'grid' })).rejects.toMatchObject({
      code: 'USAGE',
      why: 'It has one layout only',
    })
  })

  it('values that may be an embedding, until somebody names classes', async () => {
    const embedding = put(oneOutput(1, 256))
    for (const hints of [{}, { family: 'classify' }])
      await expect(infer(embedding, hints)).rejects.toMatchObject({
        code: 'MODEL_AMBIGUOUS',
        why: expect.stringMatching(/256 values may as well be an embedding/),
        hint: expect.stringMatching(/gaze model add 'my model.onnx' --family classify --labels FILE/),
      })
    const names = Array.from({ length: 256 }, (_, n) => `kind ${n}`)
    const labels = put(`${names.join('\n')}\n`, '256.txt')
    const said = await infer(embedding, { family: 'classify', labels })
    expect(said.manifest.classes).toEqual(names)
    // As many as ImageNet has are its classes.
    const usual = await infer(put(oneOutput(1, 1000)), { family: 'classify' })
    expect(usual.manifest.classes).toHaveLength(1000)
  })

  it('values that are called an embedding, however many they are', async () => {
    const called = (name: string): string =>
      put(
        model(
          graph(
            node('Gemm', ['images'], [name]),
            value(11, 'images', [1, 3, 64, 96]),
            value(12, name, [1, 32]),
          ),
        ),
      )
    for (const name of ['image_embeds', 'features', 'feat', 'pooler_output'])
      await expect(infer(called(name), { family: 'classify' })).rejects.toMatchObject({
        code: 'MODEL_AMBIGUOUS',
        why: expect.stringContaining(`"${name}"`),
      })
    const { evidence } = await infer(called('logits'), { family: 'classify' })
    expect(evidence).toContainEqual(expect.stringMatching(/"logits" is one of scores/))
    // Nothing speaks for either: it is run as what people call it, and that is said.
    const unnamed = await infer(called('output'), { family: 'classify' })
    expect(unnamed.evidence).toContainEqual(expect.stringMatching(/nothing in the file proves .* 32 values/))
  })

  it('names that come twice are said', async () => {
    const labels = put('crane\nmaillot\ncrane\n', 'twice.txt')
    const { evidence } = await infer(put(yoloxGrid()), { labels })
    expect(evidence.at(-1)).toMatch(/crane: more than once/)
  })
})
