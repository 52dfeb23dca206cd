import type { Candidate, Family } from './family.ts'
import { cornersAt } from './parts/boxes.ts'
import { draft } from './parts/draft.ts'
import { fixed, matrixOf, outputAt, uses } from './parts/outputs.ts'
import { modelInput, pictureInput, shapeText } from './parts/picture-input.ts'
import { letterboxed } from './parts/preparations.ts'

const VALUES = 7

/**
 * Lists of final boxes of a whole batch, one output [boxes, 7] of rows (picture, x1, y1, x2, y2 in pixels of the
 * input, …). `score-class`: YOLO-NAS in its flat format (https://github.com/Deci-AI/super-gradients, Apache-2.0,
 * documentation/source/models_export.md). `class-score`: YOLOv7 (https://github.com/WongKinYiu/yolov7, export.py
 * `--end2end --max-wh`, models/experimental.py, ONNX_ORT).
 */
export const nmsFlat: Family = {
  name: 'nms-flat',
  summary: 'YOLO-NAS (flat), YOLOv7 (end to end): final rows of picture, corners, score and class.',
  task: 'detect',
  variants: ['score-class', 'class-score'],
  overlapping: false,
  oneList: true,

  recognise(graph) {
    const picture = pictureInput(graph, 640)
    const [output, another] = graph.outputs
    if (!picture || !output || another || graph.inputs.length !== 1) return undefined
    if (output.shape.length !== 2 || fixed(output.shape[1]) !== VALUES) return undefined
    // A number of rows that is fixed is a batch: a classifier's seven classes.
    if (fixed(output.shape[0])) return undefined
    const suppresses = uses(graph, 'NonMaxSuppression') > 0
    const nas = /flat_predictions/i.test(output.name) || (suppresses && picture.type === 'uint8')
    if (!nas && !suppresses && picture.dynamic.includes('batch')) return undefined
    return {
      manifest: draft(nmsFlat, graph, {
        variant: nas ? 'score-class' : 'class-score',
        input: modelInput(picture, letterboxed),
        outputs: [output.name],
        thresholds: { score: 0.25, iou: 0.45 },
      }),
      evidence: [
        `output ${output.name} ${shapeText(output.shape)} is rows of 7: picture, corners and two more`,
        nas ? 'its name or its input of bytes is that of YOLO-NAS' : 'it is not named as YOLO-NAS names it',
      ],
      certainty: nas || suppresses ? 'sure' : 'likely',
      doubts: [],
    }
  },

  decode(outputs, manifest, threshold, picture = 0) {
    const { data, rows, width } = matrixOf(outputAt(outputs, 0))
    const [score, kind] = manifest.variant === 'score-class' ? [5, 6] : [6, 5]
    const found: Candidate[] = []
    for (let at = 0; at < rows * width; at += width)
      if (data[at] === picture && data[at + score]! >= threshold)
        found.push(cornersAt(data, at + 1, data[at + score]!, data[at + kind]! - manifest.offset))
    return found
  },
}
