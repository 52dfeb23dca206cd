import type { Graph } from '../../onnx/graph.ts'
import type { Candidate, Family } from '../family.ts'
import { cornersAt } from '../parts/boxes.ts'
import { namesInMetadata } from '../parts/class-names.ts'
import { draft } from '../parts/draft.ts'
import { stridesFor } from '../parts/grid.ts'
import { type MatrixOutput, matrixOf, onlyMatrix, outputAt, picks, uses } from '../parts/outputs.ts'
import { modelInput, pictureInput, shapeText } from '../parts/picture-input.ts'
import { letterboxed } from '../parts/preparations.ts'

const VALUES = 6

/**
 * YOLOv10 (https://github.com/THU-MIG/yolov10, ultralytics/nn/modules/head.py, v10Detect), YOLO26 and what
 * Ultralytics exports with `nms=True` (docs.ultralytics.com/guides/end2end-detection; layout facts only): one
 * output [batch, most, 6] of final rows (x1, y1, x2, y2 in pixels of the input, score, class), unused rows zero.
 */
export const yolov10: Family = {
  name: 'yolov10',
  summary: 'YOLOv10, YOLO26, exports with NMS inside: final rows of corners, score, class.',
  task: 'detect',
  overlapping: false,

  recognise(graph) {
    const output = onlyMatrix(graph)
    const picture = pictureInput(graph, 640)
    const chosen = picks(graph)
    if (!output || !picture || !fits(output, chosen) || isTransformer(graph, output)) return undefined
    // As many rows as the grid has cells, or anchors, are candidates and not results.
    const { rows } = output
    if (rows && (stridesFor(rows, picture) || stridesFor(rows, picture, 3))) return undefined
    const noted = graph.metadata.has('names') && graph.metadata.has('task')
    const shape = shapeText(graph.outputs[0]?.shape ?? [])
    return {
      manifest: draft(yolov10, graph, {
        input: modelInput(picture, letterboxed),
        outputs: [output.name],
        thresholds: { score: 0.25, iou: 0.45 },
      }),
      evidence: [
        `output ${output.name} ${shape} is rows of 4 corners, a score and a class`,
        ...(chosen ? ['the graph itself picks the best (TopK or NonMaxSuppression)'] : []),
      ],
      certainty: chosen && !samples(graph) && (output.width || noted) ? 'sure' : 'likely',
      doubts: [],
    }
  },

  decode(outputs, manifest, threshold) {
    const { data, rows, width } = matrixOf(outputAt(outputs, 0))
    const found: Candidate[] = []
    for (let at = 0; at < rows * width; at += width) {
      const score = data[at + 4]!
      if (score >= threshold) found.push(cornersAt(data, at, score, data[at + 5]! - manifest.offset))
    }
    return found
  },
}

/** Ultralytics' exports with open axes call the six values of a row open, too. */
const fits = ({ rows, width }: MatrixOutput, chosen: boolean): boolean =>
  width === VALUES || (width === undefined && (rows === undefined || chosen))

/** No YOLO samples a grid, as the deformable attention of RT-DETR does. */
const samples = (graph: Graph): boolean => uses(graph, 'GridSample') > 0

/** RT-DETR's rows are as wide as these where it has two classes. */
const isTransformer = (graph: Graph, { width }: MatrixOutput): boolean =>
  samples(graph) &&
  (width === undefined ||
    namesInMetadata(graph).length === VALUES - 4 ||
    graph.metadata.get('head') === 'RTDETRDecoder')
