import type { ModelInput } from '../../manifest.ts'
import type { Graph, ValueInfo } from '../../onnx/graph.ts'
import type { Candidate, Family } from '../family.ts'
import { cornersAt } from '../parts/boxes.ts'
import { draft } from '../parts/draft.ts'
import { outputAt, uses } from '../parts/outputs.ts'
import { modelInput, type Preparation, pictureInput, singly } from '../parts/picture-input.ts'
import { imagenet, stretched } from '../parts/preparations.ts'

/** tools/inference/onnx_inf.py of D-FINE, DEIM and DEIMv2: Pillow scales, and leaves black around the picture. */
const letterboxed = { ...stretched, fit: 'letterbox', rounding: 'down' } as const

/**
 * One TopK takes the queries, one the results; the decoder of D-FINE, DEIM and DEIMv2 rates its distributions by one
 * more (LQE, src/zoo/dfine/dfine_decoder.py), which that of RT-DETR has not.
 */
const RATED = 3

/**
 * The hybrid encoder has one GELU. What puts a vision transformer before it (DEIMv2's engine/backbone/dinov3_adapter.py)
 * has three of its own, and its blocks one each, unless they are SwiGLU as those of the largest are.
 */
const TRANSFORMER = 3

/**
 * RT-DETR, D-FINE, DEIM and DEIMv2 with their post-processor inside (tools/export_onnx.py or
 * tools/deployment/export_onnx.py of https://github.com/lyuwenyu/RT-DETR, https://github.com/Peterande/D-FINE,
 * https://github.com/ShihuaHuang95/DEIM, https://github.com/Intellindust-AI-Lab/DEIMv2, all Apache-2.0): `labels`
 * [batch, queries], `boxes` [batch, queries, 4] (x1, y1, x2, y2 times the second input, width and height), `scores`
 * [batch, queries], best first. RGB in 0-1, for RT-DETR both sides scaled on their own
 * (rtdetrv2_pytorch/references/deploy/rtdetrv2_onnxruntime.py); DEIMv2 on a vision transformer (S to X) takes ImageNet's mean
 * and deviation too, on HGNetv2 (Atto to N) neither: tools/inference/onnx_inf.py and configs/deimv2.
 */
export const detrDeployed: Family = {
  name: 'detr-deployed',
  summary: 'RT-DETR, D-FINE, DEIM deployed: labels, boxes, scores, and a second input for the size.',
  task: 'detect',
  overlapping: false,

  recognise(graph) {
    const picture = pictureInput(graph, 640)
    const sizes = graph.inputs.find(({ name, shape }) => name !== picture?.name && shape.at(-1) === 2)
    const outputs = rolesOf(graph)
    if (!picture || !sizes || !outputs || graph.inputs.length !== 2) return undefined
    const [labels, boxes, scores] = outputs
    const transformer = uses(graph, 'Erf', 'Gelu', 'com.microsoft.Gelu') >= TRANSFORMER
    const rated = uses(graph, 'TopK') >= RATED
    const fitted = (preparation: Preparation): ModelInput => ({
      // A simplified export lacks the axis of the batch.
      ...modelInput(
        boxes.shape.length === 3 ? picture : singly(picture),
        transformer ? { ...preparation, ...imagenet } : preparation,
      ),
      sizes: { name: sizes.name, order: 'wh', type: sizes.type === 'int64' ? 'int64' : 'float32' },
    })
    const fits = [
      { label: 'letterbox, as D-FINE and DEIM do', change: { input: fitted(letterboxed) } },
      { label: 'stretch, as RT-DETR does', change: { input: fitted(stretched) } },
    ]
    return {
      manifest: draft(detrDeployed, graph, {
        input: fitted(rated ? letterboxed : stretched),
        outputs: [labels.name, boxes.name, scores.name],
        thresholds: { score: 0.4, iou: 0.7 },
      }),
      evidence: [
        `outputs ${labels.name}, ${boxes.name} and ${scores.name}`,
        `a second input ${sizes.name} for the size`,
        rated ? 'its decoder rates its boxes, as D-FINE and DEIM do' : 'a decoder as that of RT-DETR',
        ...(transformer ? ['the backbone is a vision transformer, as in DEIMv2 on DINOv3'] : []),
      ],
      certainty: 'sure',
      doubts: [{ what: 'fit', choices: rated ? fits : fits.toReversed() }],
    }
  },

  decode(outputs, manifest, threshold) {
    const [labels, boxes, scores] = [0, 1, 2].map((index) => outputAt(outputs, index).data)
    const found: Candidate[] = []
    for (const [query, score] of scores!.entries())
      if (score >= threshold)
        found.push(cornersAt(boxes!, query * 4, score, labels![query]! - manifest.offset))
    return found
  },
}

/** By name where the exporter's names are kept, else by type and shape. */
const rolesOf = ({ outputs }: Graph): readonly [ValueInfo, ValueInfo, ValueInfo] | undefined => {
  if (outputs.length !== 3) return undefined
  const by = (test: (output: ValueInfo) => boolean): ValueInfo | undefined => {
    const [found, another] = outputs.filter(test)
    return another ? undefined : found
  }
  const labels = by(({ name }) => /labels/i.test(name)) ?? by(({ type }) => /^u?int/.test(type))
  const boxes =
    by(({ name }) => /boxes/i.test(name)) ?? by(({ shape }) => shape.length === 3 && shape[2] === 4)
  const scores = by((output) => output !== labels && output !== boxes)
  if (!labels || !boxes || !scores || labels === boxes) return undefined
  // One label and one score for each box; what names boxes by their numbers is the YOLOv3 of ONNX's model zoo.
  const axes = boxes.shape.length - 1
  const each = [labels, scores].every(({ shape }) => shape.length === axes || shape.length === 0)
  return each ? [labels, boxes, scores] : undefined
}
