import type { Candidate, Doubt, Family } from '../family.ts'
import { centred } from '../parts/boxes.ts'
import { agreesWithNames, draft } from '../parts/draft.ts'
import { type Cell, cellFinder, stridesFor } from '../parts/grid.ts'
import { levelsLeftRaw, matrixOf, onlyCandidates, outputAt, uses } from '../parts/outputs.ts'
import { modelInput, type PictureInput, pictureInput, shapeText } from '../parts/picture-input.ts'
import { asRead, imagenet, letterboxed } from '../parts/preparations.ts'
import { bestOfRows } from '../parts/scan.ts'

/** preproc in yolox/data/data_augment.py: BGR as it is, upper left corner, grey 114. */
const preparation = { ...asRead, fit: 'corner', pad: 114 } as const

/** Before release 0.1.1 (August 2021): RGB with ImageNet's mean and deviation (ValTransform with `legacy`). */
const legacy = { ...letterboxed, ...imagenet, fit: 'corner' } as const

/**
 * YOLOX, https://github.com/Megvii-BaseDetection/YOLOX (Apache-2.0), tools/export_onnx.py: one output
 * [batch, cells, 5 + classes], a row (x, y, w, h, objectness, classes…) for each cell of strides 8, 16, 32 (and
 * 64 with P6), scores after sigmoid. `grid` (yolox/utils/demo_utils.py, demo_postprocess): centre = (xy + cell) *
 * stride, size = exp(wh) * stride. `decoded` (`--decode_in_inference`): pixels of the input.
 */
export const yolox: Family = {
  name: 'yolox',
  summary: 'YOLOX, raw grid or decoded: one row a cell, objectness times class score.',
  task: 'detect',
  variants: ['grid', 'decoded'],
  overlapping: true,

  recognise(graph) {
    const output = onlyCandidates(graph)
    const picture = pictureInput(graph, 640)
    if (!output || !picture || uses(graph, 'Softmax')) return undefined
    const { rows, width } = output
    const strides = rows && stridesFor(rows, picture)
    if ((rows && !strides) || (width && width < 6) || !agreesWithNames(graph, width && width - 5))
      return undefined
    const decoded = uses(graph, 'Exp') > 0
    const raw = !decoded && levelsLeftRaw(graph, output.name)
    // Objectness and classes of each level pass a sigmoid; where only the classes do, it is NanoDet.
    if (raw && uses(graph, 'Sigmoid') < 2 * (strides ? strides.length : 3)) return undefined
    const shape = `output ${output.name} ${shapeText(graph.outputs[0]?.shape ?? [])}`
    return {
      manifest: draft(yolox, graph, {
        variant: decoded ? 'decoded' : 'grid',
        input: modelInput(picture, preparation),
        outputs: [output.name],
        thresholds: { score: 0.3, iou: 0.45 },
      }),
      evidence: [
        strides
          ? `${shape} is one row a cell at strides ${strides.join(', ')}`
          : `${shape}, its cells left open`,
        ...(decoded ? ['an Exp operator decodes the boxes'] : []),
        ...(raw ? ['its levels are only put together and turned: a raw grid'] : []),
      ],
      certainty: strides && (decoded || raw) ? 'sure' : 'likely',
      columns: width && width - 5,
      doubts: [...(decoded || raw ? [] : [variantDoubt]), colourDoubt(picture)],
    }
  },

  decode(outputs, manifest, threshold) {
    const matrix = matrixOf(outputAt(outputs, 0))
    const { data, rows, width } = matrix
    const decoded = manifest.variant === 'decoded'
    const cellOf = decoded ? onlyCell : cellFinder(rows, manifest.input)
    const grow = decoded ? Number : Math.exp
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

/** What is decoded lies in the one cell of a grid whose stride is a pixel. */
const onlyCell = (): Cell => ({ column: 0, row: 0, stride: 1 })

const variantDoubt: Doubt = {
  what: 'variant',
  choices: [
    { label: 'grid', change: { variant: 'grid' } },
    { label: 'decoded', change: { variant: 'decoded' } },
  ],
}

const colourDoubt = (picture: PictureInput): Doubt => ({
  what: 'colour',
  choices: [
    { label: 'bgr', change: { input: modelInput(picture, preparation) } },
    { label: 'rgb with the mean and deviation of ImageNet', change: { input: modelInput(picture, legacy) } },
  ],
})
