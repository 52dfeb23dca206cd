import type { Graph, ValueInfo } from '../onnx/graph.ts'
import type { Candidate, Family } from './family.ts'
import { cornersAt } from './parts/boxes.ts'
import { draft } from './parts/draft.ts'
import { outputAt } from './parts/outputs.ts'
import { modelInput, pictureInput } from './parts/picture-input.ts'
import { letterboxed } from './parts/preparations.ts'

/** TensorFlow's names are those of another layout: normalised boxes, ids from 1. */
const TENSORFLOW = /detection_boxes/i

/**
 * Final boxes as TensorRT's EfficientNMS gives them: a count [batch, 1], boxes [batch, most, 4] (corners in pixels
 * of the input), scores and classes [batch, most]. YOLO-NAS in its batch format
 * (https://github.com/Deci-AI/super-gradients, Apache-2.0, documentation/source/models_export.md) and YOLOv7
 * (https://github.com/WongKinYiu/yolov7, export.py `--end2end`, models/experimental.py).
 */
export const nmsBatch: Family = {
  name: 'nms-batch',
  summary: 'YOLO-NAS (batch), YOLOv7 and others with NMS inside: count, boxes, scores, classes.',
  task: 'detect',
  overlapping: false,

  recognise(graph) {
    const picture = pictureInput(graph, 640)
    const outputs = rolesOf(graph)
    if (!picture || !outputs || graph.inputs.length !== 1) return undefined
    return {
      manifest: draft(nmsBatch, graph, {
        input: modelInput(picture, letterboxed),
        outputs: outputs.map(({ name }) => name),
        thresholds: { score: 0.25, iou: 0.45 },
      }),
      evidence: [
        `outputs ${outputs.map(({ name }) => name).join(', ')}: a count, then boxes, scores, classes`,
      ],
      certainty: 'sure',
      doubts: [],
    }
  },

  decode(outputs, manifest, threshold) {
    const [count, boxes, scores, classes] = [0, 1, 2, 3].map((index) => outputAt(outputs, index).data)
    const rows = Math.min(count![0] ?? 0, scores!.length)
    const found: Candidate[] = []
    for (let row = 0; row < rows; row++) {
      const score = scores![row]!
      if (score >= threshold) found.push(cornersAt(boxes!, row * 4, score, classes![row]! - manifest.offset))
    }
    return found
  },
}

/** Count, boxes, scores and classes: two by their shape, the other two by name. */
const rolesOf = ({ outputs }: Graph): readonly ValueInfo[] | undefined => {
  if (outputs.length !== 4 || outputs.some(({ name }) => TENSORFLOW.test(name))) return undefined
  const count = outputs.find(({ shape }) => shape.length === 2 && shape[1] === 1)
  const boxes = outputs.find(({ shape }) => shape.length === 3 && shape[2] === 4)
  const scores = outputs.find(({ name }) => /scores?/i.test(name))
  const classes = outputs.find(({ name }) => /class|label/i.test(name))
  const found = [count, boxes, scores, classes].filter((output) => output !== undefined)
  return new Set(found).size === 4 ? found : undefined
}
