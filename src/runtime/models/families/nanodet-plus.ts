import type { Candidate, Family } from './family.ts'
import { boxAround } from './parts/distribution.ts'
import { agreesWithNames, draft } from './parts/draft.ts'
import { cellFinder, stridesFor } from './parts/grid.ts'
import { levelsLeftRaw, matrixOf, onlyCandidates, outputAt, uses } from './parts/outputs.ts'
import { modelInput, pictureInput, shapeText } from './parts/picture-input.ts'
import { bgrNormalised } from './parts/preparations.ts'
import { bestOfRows } from './parts/scan.ts'

/** `reg_max: 7` in every configuration of Plus. */
const BINS = 8
const VALUES = 4 * BINS

/**
 * NanoDet-Plus, https://github.com/RangiLyu/nanodet (Apache-2.0), nanodet/model/head/nanodet_plus_head.py
 * (_forward_onnx, get_bboxes): one output [batch, cells, classes + 4 * 8], the scores (sigmoid done) first, for each
 * cell of strides 8, 16, 32, 64; distances = softmax mean * stride from the cell's corner, cell * stride. NanoDet-m
 * exported by the same release has three strides and distances from the middle of the cell. Each cell has its best
 * class (demo_openvino/nanodet_openvino.cpp, decode_infer).
 */
export const nanodetPlus: Family = {
  name: 'nanodet-plus',
  summary: 'NanoDet-Plus: scores and distance distributions in one row a cell.',
  task: 'detect',
  variants: ['plus', 'centre'],
  overlapping: true,

  recognise(graph) {
    const output = onlyCandidates(graph)
    const picture = pictureInput(graph, 416)
    if (!output?.rows || !picture || uses(graph, 'Exp', 'Softmax')) return undefined
    const { rows, width = VALUES } = output
    const strides = stridesFor(rows, picture)
    if (!strides || width <= VALUES || !agreesWithNames(graph, width - VALUES)) return undefined
    const sigmoids = uses(graph, 'Sigmoid')
    // Each level's scores pass a sigmoid; YOLOX has as many again for the objectness.
    if (sigmoids >= 2 * strides.length) return undefined
    const raw = levelsLeftRaw(graph, output.name) && sigmoids > 0
    const plus = strides.length === 4
    return {
      manifest: draft(nanodetPlus, graph, {
        variant: plus ? 'plus' : 'centre',
        input: modelInput(picture, { ...bgrNormalised, fit: plus ? 'stretch' : 'letterbox' }),
        outputs: [output.name],
        thresholds: { score: 0.4, iou: 0.5 },
      }),
      evidence: [
        `output ${output.name} ${shapeText(graph.outputs[0]?.shape ?? [])} is ${width - VALUES} scores and 4 ` +
          `distributions over ${BINS} distances for each cell at strides ${strides.join(', ')}`,
        ...(raw ? ['one sigmoid a level, and the levels are only put together and turned'] : []),
      ],
      certainty: raw ? 'sure' : 'likely',
      columns: width - VALUES,
      doubts: [],
    }
  },

  decode(outputs, manifest, threshold) {
    const matrix = matrixOf(outputAt(outputs, 0))
    const { data, rows, width } = matrix
    const cellOf = cellFinder(rows, manifest.input)
    const shift = manifest.variant === 'centre' ? 0.5 : 0
    const classes = width - VALUES
    const found: Candidate[] = []
    bestOfRows({ ...matrix, first: 0, classes }, threshold, (index, column, score) => {
      const { column: left, row: top, stride } = cellOf(index)
      const point = { x: (left + shift) * stride, y: (top + shift) * stride, stride }
      found.push(boxAround(data, index * width + classes, BINS, point, score, column - manifest.offset))
    })
    return found
  },
}
