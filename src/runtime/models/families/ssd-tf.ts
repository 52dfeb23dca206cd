import type { Graph, ValueInfo } from '../onnx/graph.ts'
import type { Candidate, Doubt, Family } from './family.ts'
import { draft } from './parts/draft.ts'
import { outputAt } from './parts/outputs.ts'
import { modelInput, type PictureInput, pictureInput, takesBytes } from './parts/picture-input.ts'
import { asRead } from './parts/preparations.ts'

/** RGB as it is: the graph scales and normalises. */
const preparation = { ...asRead, colour: 'rgb' } as const

/** -1 to 1, where a converter cut the graph's own normalisation off. */
const aroundZero = { ...preparation, scale: 1 / 127.5, mean: [1, 1, 1] } as const

/** Names that begin with `raw_` are of what is not suppressed yet. */
const ROLES = {
  boxes: /(?<!raw_)detection_boxes|^boxes/i,
  classes: /detection_classes|^classes|^labels/i,
  scores: /(?<!raw_)detection_scores|^scores/i,
  count: /num_detections/i,
}

/**
 * SSD, EfficientDet, Faster R-CNN and the rest of TensorFlow's object detection
 * (https://github.com/tensorflow/models, Apache-2.0, research/object_detection/exporter.py, add_output_tensor_nodes):
 * detection_boxes [batch, most, 4] (y1, x1, y2, x2, 0-1 of the input), detection_classes (from 1) and
 * detection_scores [batch, most], num_detections [batch]; non-maximum suppression is done.
 */
export const ssdTf: Family = {
  name: 'ssd-tf',
  summary: 'TensorFlow object detection: boxes as y, x, class ids from 1, a count.',
  task: 'detect',
  overlapping: false,

  recognise(graph) {
    const picture = pictureInput(graph, 640)
    const outputs = rolesOf(graph)
    if (!picture || !outputs || graph.inputs.length !== 1) return undefined
    return {
      manifest: draft(ssdTf, graph, {
        input: modelInput(picture, preparation),
        outputs: outputs.map(({ name }) => name),
        offset: 1,
        thresholds: { score: 0.5, iou: 0.6 },
      }),
      evidence: [`outputs ${outputs.map(({ name }) => name).join(', ')}`, 'class ids count from 1'],
      certainty: 'sure',
      doubts: takesBytes(picture) ? [] : [scaleDoubt(picture)],
    }
  },

  decode(outputs, manifest, threshold) {
    const [boxes, classes, scores, count] = [0, 1, 2, 3].map((index) => outputAt(outputs, index).data)
    const { width, height } = manifest.input
    const found: Candidate[] = []
    const rows = Math.min(count![0] ?? 0, scores!.length)
    for (let row = 0; row < rows; row++) {
      const score = scores![row]!
      if (!(score >= threshold)) continue
      const at = row * 4
      found.push({
        x1: boxes![at + 1]! * width,
        y1: boxes![at]! * height,
        x2: boxes![at + 3]! * width,
        y2: boxes![at + 2]! * height,
        score,
        classIndex: classes![row]! - manifest.offset,
      })
    }
    return found
  },
}

/** Boxes, classes, scores and count; other outputs (raw boxes, all classes' scores) are left alone. */
const rolesOf = ({ outputs }: Graph): readonly ValueInfo[] | undefined => {
  const found = Object.values(ROLES).map((pattern) => outputs.find(({ name }) => pattern.test(name)))
  const whole = found.filter((output) => output !== undefined)
  return whole.length === 4 && whole[0]?.shape.at(-1) === 4 ? whole : undefined
}

const scaleDoubt = (picture: PictureInput): Doubt => ({
  what: 'scale',
  choices: [
    { label: '0-255', change: { input: modelInput(picture, preparation) } },
    { label: '-1 to 1', change: { input: modelInput(picture, aroundZero) } },
  ],
})
