import type { Candidate, Family } from './family.ts'
import { cornersAt } from './parts/boxes.ts'
import { draft } from './parts/draft.ts'
import { cellsAcross } from './parts/grid.ts'
import { asMatrix, matrixOf, outputAt, uses } from './parts/outputs.ts'
import { modelInput, pictureInput, shapeText } from './parts/picture-input.ts'
import { asRead } from './parts/preparations.ts'

/** vision/ssd/config/fd_config.py: strides, and how many boxes each of their cells proposes. */
const LEVELS = [
  [8, 3],
  [16, 2],
  [32, 2],
  [64, 3],
] as const

const preparation = { ...asRead, colour: 'rgb', mean: [127, 127, 127], std: [128, 128, 128] } as const

const proposals = ({ width, height }: { width: number; height: number }): number =>
  LEVELS.reduce(
    (sum, [stride, boxes]) => sum + cellsAcross(width, stride) * cellsAcross(height, stride) * boxes,
    0,
  )

/**
 * UltraFace, https://github.com/Linzaer/Ultra-Light-Fast-Generic-Face-Detector-1MB (MIT),
 * run_video_face_detect_onnx.py: scores [batch, proposals, 2] (background, face; softmax done) and boxes
 * [batch, proposals, 4] (x1, y1, x2, y2, 0-1 of the input). RGB, (pixel - 127) / 128.
 */
export const ultraface: Family = {
  name: 'ultraface',
  summary: 'UltraFace: two scores and four corners for each proposal.',
  task: 'face',
  overlapping: true,

  recognise(graph) {
    const picture = pictureInput(graph, 320)
    const matrices = graph.outputs.map(asMatrix)
    const scores = matrices.find((matrix) => matrix?.width === 2)
    const boxes = matrices.find((matrix) => matrix?.width === 4)
    if (!picture || !scores || !boxes || matrices.length !== 2 || graph.inputs.length !== 1) return undefined
    const expected = proposals(picture)
    const declared = scores.rows ?? boxes.rows
    if (declared !== undefined && declared !== expected) return undefined
    // Exports `without_postprocessing` leave offsets from the priors, which need an Exp.
    if (uses(graph, 'Conv') && !uses(graph, 'Exp')) return undefined
    return {
      manifest: draft(ultraface, graph, {
        input: modelInput(picture, preparation),
        outputs: [scores.name, boxes.name],
        classes: ['face'],
        thresholds: { score: 0.7, iou: 0.3 },
      }),
      evidence: graph.outputs.map(({ name, shape }) => `output ${name} ${shapeText(shape)}`),
      certainty: declared === undefined ? 'likely' : 'sure',
      doubts: [],
    }
  },

  decode(outputs, manifest, threshold) {
    const { data, rows } = matrixOf(outputAt(outputs, 0))
    const boxes = matrixOf(outputAt(outputs, 1))
    const found: Candidate[] = []
    for (let row = 0; row < rows; row++) {
      const score = data[row * 2 + 1]!
      if (score >= threshold) found.push(cornersAt(boxes.data, row * 4, score, 0, manifest.input))
    }
    return found
  },
}
