import type { Graph } from '../../onnx/graph.ts'
import type { Candidate, Family, Reading } from '../family.ts'
import { cornersAt } from '../parts/boxes.ts'
import { agreesWithNames, draft } from '../parts/draft.ts'
import { stridesFor } from '../parts/grid.ts'
import { asMatrix, matrixOf, outputAt, picks } from '../parts/outputs.ts'
import { modelInput, type PictureInput, pictureInput } from '../parts/picture-input.ts'
import { letterboxed } from '../parts/preparations.ts'
import { allOfRows } from '../parts/scan.ts'

/**
 * YOLO-NAS (https://github.com/Deci-AI/super-gradients, Apache-2.0, training/models/detection_models/pp_yolo_e/
 * post_prediction_callback.py) exported without NMS: boxes [batch, cells, 4] (corners in pixels of the input) and
 * scores [batch, cells, classes] (sigmoid done); a cell may have several classes. RGB in 0-1 on grey 114 in the
 * middle; the reference leaves a border of two pixels all around (it scales to 636 of 640), which is left out here.
 */
export const yolonas: Family = {
  name: 'yolonas',
  summary: 'YOLO-NAS, PP-YOLOE+: corners and scores of each cell in two outputs.',
  task: 'detect',
  overlapping: true,

  recognise(graph) {
    const picture = pictureInput(graph, 640)
    if (!picture || graph.outputs.length !== 2 || graph.inputs.length !== 1 || picks(graph)) return undefined
    return reading(graph, picture)
  },

  decode(outputs, manifest, threshold) {
    const boxes = matrixOf(outputAt(outputs, 0))
    const scores = matrixOf(outputAt(outputs, 1))
    const found: Candidate[] = []
    allOfRows({ ...scores, first: 0 }, threshold, (cell, column, score) => {
      found.push(cornersAt(boxes.data, cell * boxes.width, score, column - manifest.offset))
    })
    return found
  },
}

const reading = (graph: Graph, picture: PictureInput): Reading | undefined => {
  const [one, two] = graph.outputs.map(asMatrix)
  if (!one || !two || one.rows !== two.rows) return undefined
  const turned = one.width !== 4 || /scores|cls/i.test(one.name)
  const [boxes, scores] = turned ? [two, one] : [one, two]
  const strides = boxes.rows && stridesFor(boxes.rows, picture)
  const named = /box/i.test(boxes.name) && /score|cls/i.test(scores.name)
  if (boxes.width !== 4 || !(strides || (!boxes.rows && named))) return undefined
  if (!agreesWithNames(graph, scores.width)) return undefined
  return {
    manifest: draft(yolonas, graph, {
      input: modelInput(picture, letterboxed),
      outputs: [boxes.name, scores.name],
      thresholds: { score: 0.25, iou: 0.7 },
    }),
    evidence: [
      `outputs ${boxes.name} and ${scores.name}: 4 corners and ${scores.width ?? 'some'} scores for each cell` +
        (strides ? ` at strides ${strides.join(', ')}` : ''),
    ],
    certainty: strides ? 'sure' : 'likely',
    columns: scores.width,
    doubts: [],
  }
}
