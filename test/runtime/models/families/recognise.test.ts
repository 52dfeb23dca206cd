import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { recognise } from '../../../../src/runtime/models/families/registry.ts'
import { ultraface } from '../../../../src/runtime/models/families/ultraface.ts'
import { withChoice } from '../../../../src/runtime/models/infer/with-choice.ts'
import type { Dimension } from '../../../../src/runtime/models/onnx/graph.ts'
import { readGraph } from '../../../../src/runtime/models/onnx/read-graph.ts'
import { graphOf } from './graph-of.ts'
import { decoded, firstReading, manifestOf, rounded, tensorOf, valuesFrom, verdicts } from './reading.ts'

const input = { images: [1, 3, 640, 640] as Dimension[] }
const open = { images: ['batch', 3, 'height', 'width'] as Dimension[] }
const YOLOX_END = ['Transpose', 'Concat', 'Reshape', 'Reshape', 'Reshape', 'Concat']
const names = (count: number) =>
  `{${Array.from({ length: count }, (_, i) => `${i}: 'thing ${i}'`).join(', ')}}`

const one = (shape: Dimension[], end: string[] = [], more: { operators?: string[]; names?: number } = {}) =>
  graphOf(
    input,
    { out: shape },
    {
      operators: [...end, ...(more.operators ?? [])],
      producers: { out: end },
      metadata: more.names === undefined ? {} : { names: names(more.names), stride: '32' },
    },
  )

describe('layouts that share a shape are told apart', () => {
  test.each([
    ['v5 by three anchors a cell', one([1, 25200, 85]), ['yolov5 sure']],
    ['v5 with one class, though 6 wide', one([1, 25200, 6]), ['yolov5 sure']],
    ['v5 P6, four strides', one([1, 3 * 8500, 85]), ['yolov5 sure']],
    ['v8 by its cells in the columns', one([1, 84, 8400]), ['yolov8 sure']],
    ['v8 with one class', one([1, 5, 8400]), ['yolov8 sure']],
    [
      'v8 with as many classes as make a square of it',
      one([1, 8400, 8400], ['Concat', 'Mul', 'Sigmoid']),
      ['yolov8 sure', 'yolov5 likely', 'yolox likely', 'nanodet-plus likely'],
    ],
    [
      'v8 transposed, by the softmax of its distances',
      one([1, 8400, 84], ['Transpose', 'Concat', 'Mul', 'Sigmoid'], { operators: ['Softmax'] }),
      ['yolov8 sure', 'yolov5 likely'],
    ],
    [
      'YOLOX raw, by its end and its sigmoids',
      one([1, 8400, 85], YOLOX_END, { operators: Array(6).fill('Sigmoid') }),
      ['yolox sure'],
    ],
    [
      'YOLOX decoded, by its Exp',
      one([1, 8400, 85], ['Concat', 'Mul', 'Add', 'Slice'], { operators: ['Exp'] }),
      ['yolox sure', 'yolov5 likely'],
    ],
    [
      'NanoDet-Plus, by one sigmoid a level',
      one([1, 8500, 112], YOLOX_END, { operators: Array(4).fill('Sigmoid') }),
      ['nanodet-plus sure'],
    ],
    [
      'end to end, by what picks the best',
      one([1, 300, 6], ['Concat', 'GatherElements', 'TopK'], { operators: ['TopK'] }),
      ['yolov10 sure'],
    ],
    [
      "RT-DETR of Ultralytics, by its queries' grid and its names",
      one([1, 300, 84], ['Concat', 'Sigmoid'], { operators: ['TopK', 'GridSample'], names: 80 }),
      ['rtdetr-rows sure'],
    ],
    [
      'the same with two classes, as wide as final rows',
      one([1, 300, 6], ['Concat', 'Sigmoid'], { operators: ['TopK', 'GridSample'], names: 2 }),
      ['rtdetr-rows sure'],
    ],
    [
      'final rows of a transformer that nothing names',
      one([1, 300, 6], ['Concat'], { operators: ['TopK', 'GridSample'] }),
      ['yolov10 likely', 'rtdetr-rows likely'],
    ],
    [
      'exported with nms=True',
      one([1, 300, 6], ['Concat'], { operators: ['NonMaxSuppression'], names: 80 }),
      ['yolov10 sure'],
    ],
    [
      'one row a cell that nothing explains',
      one([1, 8400, 85]),
      ['yolox likely', 'yolov8 likely', 'yolov5 likely', 'nanodet-plus likely'],
    ],
    [
      'the same, where the names say how many classes',
      one([1, 8400, 85], [], { names: 81 }),
      ['yolov8 likely'],
    ],
    ['names that no layout agrees with', one([1, 8400, 85], [], { names: 3 }), []],
    ['seven classes are no rows of seven', one([1, 7]), ['classify likely']],
    ['text that is read by softmax', one([1, 'length', 97], ['Softmax', 'Add', 'MatMul']), []],
    ['a mask', one([1, 1, 640, 640]), []],
  ] as const)('%s', (_, graph, expected) => {
    expect(verdicts(graph).toSorted()).toEqual([...expected].toSorted())
  })

  test('the order of outputs and their names may be any', () => {
    const boxes: Dimension[] = [1, 8400, 4]
    const scores: Dimension[] = [1, 8400, 80]
    for (const outputs of [
      { '913': boxes, '904': scores },
      { '904': scores, '913': boxes },
    ])
      expect(firstReading(graphOf(input, outputs)).manifest).toMatchObject({
        family: 'yolonas',
        outputs: ['913', '904'],
      })
  })

  test("TensorFlow's final boxes, wherever the raw ones stand", () => {
    const outputs: Record<string, Dimension[]> = {
      raw_detection_boxes: [1, 1917, 4],
      raw_detection_scores: [1, 1917, 91],
      detection_multiclass_scores: [1, 100, 91],
      detection_scores: [1, 100],
      detection_classes: [1, 100],
      detection_boxes: [1, 100, 4],
      num_detections: [1],
    }
    const graph = graphOf({ input_tensor: [1, 'h', 'w', 3] }, outputs, { types: { input_tensor: 'uint8' } })
    expect(firstReading(graph).manifest).toMatchObject({
      family: 'ssd-tf',
      outputs: ['detection_boxes', 'detection_classes', 'detection_scores', 'num_detections'],
    })
  })

  test('open axes leave v8 and v5 likely, and the names in the metadata make them sure', () => {
    const v8 = { out: ['batch', 84, 'anchors'] as Dimension[] }
    const v5 = { out: ['batch', 'anchors', 85] as Dimension[] }
    expect(verdicts(graphOf(open, v8))).toEqual(['yolov8 likely'])
    expect(verdicts(graphOf(open, v8, { metadata: { task: 'detect', names: names(80) } }))).toEqual([
      'yolov8 sure',
    ])
    expect(verdicts(graphOf(open, v5, { metadata: { stride: '32', names: names(80) } }))[0]).toBe(
      'yolov5 sure',
    )
  })

  test('open axes leave the six values of final rows open too, and what Ultralytics notes makes them sure', () => {
    const rows = { output0: ['batch', 300, 'anchors'] as Dimension[] }
    const metadata = { task: 'detect', names: names(80) }
    expect(verdicts(graphOf(open, rows, { operators: ['TopK'], metadata }))).toEqual(['yolov10 sure'])
    expect(verdicts(graphOf(open, rows, { operators: ['TopK', 'GridSample'], metadata }))).toEqual([
      'rtdetr-rows sure',
    ])
  })

  test('UltraFace without its post-processing, by the Exp that it lacks', () => {
    const outputs = { scores: [1, 4420, 2] as Dimension[], boxes: [1, 4420, 4] as Dimension[] }
    const face = (...operators: string[]) =>
      firstReading(graphOf({ input: [1, 3, 240, 320] }, outputs, { operators })).manifest
    expect(face('Conv', 'Softmax')).toMatchObject({ family: 'ultraface', variant: 'priors' })
    expect(face('Conv', 'Softmax', 'Exp')).toMatchObject({ family: 'ultraface', variant: 'corners' })
  })

  test.each([
    ['HGNetv2: the GELU of the encoder', 1, [0, 0, 0]],
    [
      "the largest DEIMv2, of whose vision transformer only the adapter's are GELUs",
      4,
      [0.485, 0.456, 0.406],
    ],
    ['a vision transformer of twelve blocks', 16, [0.485, 0.456, 0.406]],
  ])('DEIM on %s', (_, gelus, mean) => {
    const graph = graphOf(
      { images: ['N', 3, 640, 640], orig_target_sizes: ['N', 2] },
      { labels: ['N', 300], boxes: ['N', 300, 4], scores: ['N', 300] },
      { types: { orig_target_sizes: 'int64', labels: 'int64' }, operators: Array(gelus).fill('Erf') },
    )
    expect(firstReading(graph).manifest).toMatchObject({ family: 'detr-deployed', input: { mean } })
  })

  test('RT-DETR of Hugging Face, whose exporter leaves the shapes of the decoder open', () => {
    const logits: Dimension[] = ['b', 'q', 80]
    const boxes: Dimension[] = ['b', 'x', 'y']
    const operators = ['TopK', 'GridSample']
    for (const outputs of [
      { logits, pred_boxes: boxes },
      { pred_boxes: boxes, logits },
    ]) {
      const exported = graphOf(input, outputs, { operators })
      expect(verdicts(exported)).toEqual(['rtdetr sure'])
      expect(firstReading(exported).manifest).toMatchObject({
        outputs: ['logits', 'pred_boxes'],
        input: { mean: [0, 0, 0] },
      })
    }
  })

  test('RT-DETR of Ultralytics whose rows are picked, by the head that its metadata names', () => {
    const exported = graphOf(
      input,
      { out: [1, 300, 6] },
      {
        operators: ['TopK', 'GridSample'],
        metadata: { names: names(80), task: 'detect', head: 'RTDETRDecoder' },
      },
    )
    expect(verdicts(exported)).toEqual(['rtdetr-rows sure'])
    const row = tensorOf([1, 300, 6], valuesFrom(6, [0.5, 0.25, 0.5, 0.25, 0.75, 48]))
    expect(rounded(decoded(exported, [row], 0.5))).toEqual([[160, 80, 480, 240, 0.75, 48]])
  })

  test('RT-DETR of Hugging Face whose classes are left open, or that returns what it is trained on besides', () => {
    const select = { operators: ['TopK', 'GridSample'] }
    const pair = { logits: ['b', 'q', 'Concatlogits_dim_2'], pred_boxes: ['b', 'q', 4] }
    expect(verdicts(graphOf(input, pair, select))).toEqual(['rtdetr sure'])
    const all = { ...pair, 4711: [1, 300, 256], intermediate_logits: [1, 6, 300, 80] }
    const { manifest } = firstReading(graphOf(input, all, select))
    expect(manifest.outputs).toEqual(['logits', 'pred_boxes'])
    expect(verdicts(graphOf(input, { ...pair, pred_masks: [1, 100, 80, 80] }, select))).toEqual([])
  })

  test("the YOLOv3 of ONNX's model zoo, which names boxes by their numbers, is no deployed DETR", () => {
    const graph = graphOf(
      { input_1: ['N', 3, 'h', 'w'], image_shape: [1, 2] },
      { boxes: [1, 'n', 4], scores: [1, 80, 'n'], indices: ['m', 3] },
      { types: { indices: 'int32' }, operators: ['NonMaxSuppression'] },
    )
    expect(verdicts(graph)).toEqual([])
  })

  test('DETR and YOLOS, which select no queries, take the mean and deviation of ImageNet', () => {
    const { manifest, doubts } = firstReading(
      graphOf(input, { logits: [1, 100, 92], pred_boxes: [1, 100, 4] }),
    )
    expect(manifest.input.mean).toEqual([0.485, 0.456, 0.406])
    expect(doubts.map(({ what }) => what)).toEqual(['activation'])
  })

  test.each([
    ['RT-DETR: its queries and its results are picked', 2, ['stretch', 'letterbox']],
    ['D-FINE and DEIM: each box is rated, too', 3, ['letterbox', 'stretch']],
  ])('the picture is fitted as the reference of %s', (_, picks, fits) => {
    const graph = graphOf(
      { images: ['N', 3, 640, 640], orig_target_sizes: ['N', 2] },
      { labels: ['N', 300], boxes: ['N', 300, 4], scores: ['N', 300] },
      { types: { orig_target_sizes: 'int64', labels: 'int64' }, operators: Array(picks).fill('TopK') },
    )
    const { manifest, doubts } = firstReading(graph)
    expect(manifest.input).toMatchObject({ fit: fits[0], filter: 'antialias', pad: 0 })
    expect(doubts.map(({ what }) => what)).toEqual(['fit'])
    const chosen = doubts.flatMap(({ choices }) =>
      choices.map((choice) => withChoice(manifest, choice).input),
    )
    expect(chosen.map(({ fit }) => fit)).toEqual(fits)
    expect(chosen.find(({ fit }) => fit === 'letterbox')).toMatchObject({ rounding: 'down' })
  })

  test.each([
    ['scaled to a length of 1', 1000, ['Div', 'Gemm', 'Expand', 'Clip', 'ReduceL2'], /length comes last/],
    ['scaled by one operator', 32, ['LpNormalization', 'Gemm'], /length comes last/],
    ['evened out', 512, ['BatchNormalization', 'Gemm'], /BatchNormalization comes last/],
    ['of no usual number', 256, ['Gemm'], /may as well be an embedding/],
    ['of ImageNet', 1000, ['Gemm', 'Flatten', 'GlobalAveragePool'], undefined],
    ['few', 7, ['Gemm'], undefined],
  ] as const)('%s: values that are no classes, or may be', (_, count, end, unproved) => {
    const found = firstReading(one([1, count], [...end])).unproved
    if (unproved === undefined) expect(found).toBeUndefined()
    else expect(found).toMatch(unproved)
  })

  test.each([
    [224, 224, 'crop', 224],
    [320, 192, 'stretch', undefined],
  ])('a classifier of Ultralytics for %d x %d', (width, height, fit, resize) => {
    const noted = { metadata: { task: 'classify', names: names(7) }, producers: { out: ['Softmax', 'Gemm'] } }
    const { manifest, certainty } = firstReading(
      graphOf({ images: [1, 3, height, width] }, { out: [1, 7] }, noted),
    )
    expect(certainty).toBe('sure')
    expect(manifest.input).toMatchObject({ fit, width, height, mean: [0, 0, 0], scale: 1 / 255 })
    expect(manifest.input.resize).toBe(resize)
  })

  test.each([
    ['whose writer is unknown', [1, 3, 224, 224], 'pytorch', 'likely', 'colour', 2],
    ['of Caffe2, which wrote them for one way', [1, 3, 224, 224], 'onnx-caffe2', 'sure', 'colour', 2],
    ['with the channels last', [1, 224, 224, 3], 'test', 'likely', 'scale', 3],
    ['that Keras made', [1, 3, 224, 224], 'tf2onnx', 'likely', 'scale', 3],
    ['of one channel, which has no order', [1, 1, 28, 28], 'pytorch', 'likely', 'scale', 2],
  ] as const)('softmax does not say how pictures are prepared: a classifier %s', (...row) => {
    const [, shape, producer, certainty, what, ways] = row
    const graph = graphOf({ input: [...shape] }, { out: [1, 7] }, { producers: { out: ['Softmax', 'Gemm'] } })
    const reading = firstReading({ ...graph, producer })
    expect(reading.certainty).toBe(certainty)
    expect(reading.unproved).toBeUndefined()
    expect(reading.doubts.map((doubt) => [doubt.what, doubt.choices.length])).toEqual([[what, ways]])
    expect(reading.manifest.input).toEqual(reading.doubts[0]?.choices[0]?.change.input)
  })

  test('a classifier of bytes in the order of Keras sees the whole picture, as they are', () => {
    const bytes = graphOf({ input: ['N', 224, 224, 3] }, { out: ['N', 7] }, { types: { input: 'uint8' } })
    const { manifest, doubts } = firstReading({ ...bytes, producer: 'tf2onnx' })
    expect(manifest.input).toMatchObject({ layout: 'nhwc', fit: 'stretch', colour: 'rgb', scale: 1 })
    expect(doubts.map(({ what, choices }) => [what, ...choices.map(({ label }) => label)])).toEqual([
      ['colour', 'rgb', 'bgr'],
    ])
  })

  test('YOLOv5 with open axes is known by what its exporter notes', () => {
    const open = (metadata: Record<string, string>) =>
      verdicts(graphOf({ images: ['b', 3, 'h', 'w'] }, { output0: ['b', 'n', 'k'] }, { metadata }))
    expect(open({ stride: '32', names: names(80) })).toContain('yolov5 sure')
    expect(open({ names: names(80) })).not.toContain('yolov5 sure')
    expect(open({ stride: '32', names: names(80), task: 'detect' })).not.toContain('yolov5 sure')
  })

  test('a task in the metadata that is not read yet is no detector', () => {
    const pose = { metadata: { task: 'pose', names: names(1) } }
    expect(recognise(graphOf(input, { out: [1, 56, 8400] }, pose))).toEqual([])
  })
})

describe('UltraFace of priors', () => {
  test('with rows that its input does not propose is refused before there is a face in them', () => {
    const outputs = { scores: [1, 'rows', 2], boxes: [1, 'rows', 4] }
    const graph = graphOf({ input: [1, 3, 240, 320] }, outputs, { operators: ['Conv', 'Softmax'] })
    const reading = ultraface.recognise(graph)!
    const decode = (rows: number) =>
      ultraface.decode([tensorOf([1, rows, 2]), tensorOf([1, rows, 4])], manifestOf(reading), 0.7)
    expect(decode(4420)).toEqual([])
    expect(() => decode(17640)).toThrow(/17640 rows; UltraFace proposes 4420/)
  })
})

describe('the input', () => {
  test('open sides take the size that the metadata notes', () => {
    const graph = graphOf(
      open,
      { out: ['batch', 84, 'anchors'] },
      { metadata: { imgsz: '[384, 672]', names: names(80) } },
    )
    expect(firstReading(graph).manifest.input).toMatchObject({
      width: 672,
      height: 384,
      dynamic: ['batch', 'height', 'width'],
      batch: 1,
    })
  })

  test('bytes are left to the graph, channels may come last, a batch may be fixed', () => {
    const graph = graphOf(
      { images: [4, 640, 640, 3] },
      { out: [4, 84, 8400] },
      { types: { images: 'uint8' } },
    )
    expect(firstReading(graph).manifest.input).toMatchObject({
      layout: 'nhwc',
      type: 'uint8',
      batch: 4,
      scale: 1,
      dynamic: [],
    })
  })

  test('signed bytes have their zero in the middle', () => {
    const graph = graphOf(input, { out: [1, 84, 8400] }, { types: { images: 'int8' } })
    expect(firstReading(graph).manifest.input).toMatchObject({
      type: 'int8',
      scale: 1,
      mean: [128, 128, 128],
    })
  })

  test('names of classes come from the metadata, with quotes and commas inside', () => {
    const text = `{0: 'person', 1: "driver's cab", 2: 'it\\'s, said: "new"'}`
    const graph = graphOf(input, { out: [1, 7, 8400] }, { metadata: { names: text, task: 'detect' } })
    expect(firstReading(graph).manifest.classes).toEqual(['person', "driver's cab", `it's, said: "new"`])
  })
})

describe('files of each family, read from disk', () => {
  const read = (name: string) =>
    readGraph(fileURLToPath(new URL(`../fixtures/graphs/${name}.onnx`, import.meta.url)))

  test.each([
    ['classify-logits', 'classify likely'],
    ['detr-deployed', 'detr-deployed sure'],
    ['nanodet', 'nanodet sure'],
    ['rfdetr', 'rfdetr sure'],
    ['rtdetr', 'rtdetr likely'],
    ['rtdetr-rows', 'rtdetr-rows likely'],
    ['ssd-openvino', 'ssd-openvino sure'],
    ['ssd-tf', 'ssd-tf sure'],
    ['ultraface', 'ultraface sure'],
    ['yolonas-batch', 'nms-batch sure'],
    ['yolonas-flat', 'nms-flat sure'],
    ['yolonas-raw', 'yolonas sure'],
    ['yolov10', 'yolov10 likely'],
    ['yolov5', 'yolov5 sure'],
    ['yolov8', 'yolov8 sure'],
    ['yolov8-dynamic', 'yolov8 likely'],
    ['yunet', 'yunet sure'],
  ])('%s', async (name, expected) => {
    expect(verdicts(await read(name))[0]).toBe(expected)
  })

  test.each([
    ['yolox', 'yolox'],
    ['yolox-decoded', 'yolox'],
    ['nanodet-plus', 'nanodet-plus'],
    ['ambiguous', 'yolov8'],
  ])('%s has no operators that tell, so that several are likely and none is sure', async (name, family) => {
    const found = verdicts(await read(name))
    expect(found).toContain(`${family} likely`)
    expect(found.length).toBeGreaterThan(1)
    expect(found.join()).not.toContain('sure')
  })

  test('a segmentation model is none of ours', async () => {
    expect(recognise(await read('yolov8-segment'))).toEqual([])
  })
})
