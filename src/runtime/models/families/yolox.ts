import type { Candidate, Doubt, Family } from './family.ts'
import { centred } from './parts/boxes.ts'
import { namesInMetadata } from './parts/class-names.ts'
import { type Cell, cellFinder, stridesFor } from './parts/grid.ts'
import { comesFrom, matrixOf, outputAt, uses } from './parts/outputs.ts'
import { modelInput, type PictureInput, pictureInput, shapeText } from './parts/picture-input.ts'
import { bestOfRows } from './parts/scan.ts'

/** preproc in yolox/data/data_augment.py: BGR as it is, upper left corner, grey 114. */
const preparation = {
  colour: 'bgr',
  scale: 1,
  mean: [0, 0, 0],
  std: [1, 1, 1],
  fit: 'corner',
  filter: 'linear',
  pad: 114,
} as const

/** Before release 0.1.1 (August 2021): RGB, ImageNet's mean and deviation (ValTransform with `legacy`). */
const legacy = {
  ...preparation,
  colour: 'rgb',
  scale: 1 / 255,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
} as const

/**
 * YOLOX, https://github.com/Megvii-BaseDetection/YOLOX (Apache-2.0), tools/export_onnx.py: one output
 * [batch, cells, 5 + classes], a row (x, y, w, h, objectness, classes…) for each cell of strides 8, 16, 32 (and
 * 64 with P6). `grid` (yolox/utils/demo_utils.py, demo_postprocess): centre = (xy + cell) * stride, size =
 * exp(wh) * stride. `decoded` (`--decode_in_inference`): pixels of the input.
 */
export const yolox: Family = {
  name: 'yolox',
  summary: 'YOLOX, raw grid or decoded: one row a cell, objectness times class score.',
  task: 'detect',
  overlapping: true,

  recognise(graph) {
    const [output, another] = graph.outputs
    const picture = pictureInput(graph, 640)
    if (!picture || !output || another || graph.inputs.length > 1 || output.shape.length !== 3)
      return undefined
    const [, rows, width] = output.shape
    if (typeof width === 'number' && width < 6) return undefined
    const strides = typeof rows === 'number' ? stridesFor(rows, picture) : undefined
    if (typeof rows === 'number' && !strides) return undefined
    const decoded = uses(graph, 'Exp') > 0
    const transposed = comesFrom(graph, output.name)[0] === 'Transpose'
    if (!decoded && !transposed) return undefined
    const shape = `output ${output.name} ${shapeText(output.shape)}`
    return {
      manifest: {
        family: 'yolox',
        variant: decoded ? 'decoded' : 'grid',
        task: 'detect',
        input: modelInput(picture, preparation),
        outputs: [output.name],
        activation: 'none',
        classes: namesInMetadata(graph),
        offset: 0,
        thresholds: { score: 0.3, iou: 0.45 },
      },
      evidence: [
        strides
          ? `${shape} is one row a cell at strides ${strides.join(', ')}`
          : `${shape}, its cells left open`,
        decoded
          ? 'an Exp operator decodes the boxes'
          : 'a Transpose comes last and no Exp is there: raw grid',
      ],
      certainty: strides ? 'sure' : 'likely',
      doubts: [{ what: 'colour', choices: coloursOf(picture) }],
    }
  },

  decode(outputs, manifest, threshold) {
    const matrix = matrixOf(outputAt(outputs, 0))
    const { data, rows, width } = matrix
    const cellOf = manifest.variant === 'decoded' ? decodedCell : cellFinder(rows, manifest.input)
    const grow = manifest.variant === 'decoded' ? Number : Math.exp
    const found: Candidate[] = []
    bestOfRows({ ...matrix, first: 5, objectness: 4 }, threshold, (row, column, score) => {
      const at = row * width
      const { column: left, row: top, stride } = cellOf(row)
      const x = (data[at]! + left) * stride
      const y = (data[at + 1]! + top) * stride
      const [w, h] = [grow(data[at + 2]!) * stride, grow(data[at + 3]!) * stride]
      found.push(centred(x, y, w, h, score, column - manifest.offset))
    })
    return found
  },
}

/** What is in pixels already lies in the one cell of stride 1. */
const decodedCell = (): Cell => ({ column: 0, row: 0, stride: 1 })

const coloursOf = (picture: PictureInput): Doubt['choices'] => [
  { label: 'bgr', change: { input: modelInput(picture, preparation) } },
  { label: 'rgb, mean and deviation of ImageNet', change: { input: modelInput(picture, legacy) } },
]
