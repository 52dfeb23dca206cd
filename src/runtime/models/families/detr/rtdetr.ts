import type { Graph } from '../../onnx/graph.ts'
import type { Doubt, Family } from '../family.ts'
import { agreesWithNames, draft } from '../parts/draft.ts'
import { stridesFor } from '../parts/grid.ts'
import { outputAt, uses } from '../parts/outputs.ts'
import { modelInput, pictureInput } from '../parts/picture-input.ts'
import { imagenet, stretched } from '../parts/preparations.ts'
import { pairsOf, queriesOf } from '../parts/queries.ts'

/** No detector of this kind has more queries. */
const MOST = 1000

/**
 * RT-DETR, RT-DETRv2 and D-FINE as Hugging Face exports them (https://github.com/huggingface/transformers,
 * models/rt_detr/image_processing_rt_detr.py, post_process_object_detection): `logits` [batch, queries, classes]
 * before sigmoid and `pred_boxes` [batch, queries, 4] (centre and size, 0-1). RGB in 0-1, both sides scaled on
 * their own (preprocessor_config.json: resample 2, do_normalize false). DETR and its kin with `no object` as the
 * last class (softmax) have outputs of the same names, select no queries, and take ImageNet's mean and deviation
 * (models/detr/image_processing_detr.py, models/yolos).
 */
export const rtdetr: Family = {
  name: 'rtdetr',
  summary: 'RT-DETR, D-FINE (Hugging Face): logits and boxes of queries.',
  task: 'detect',
  overlapping: false,

  recognise(graph) {
    const picture = pictureInput(graph, 640)
    const queries = queriesOf(pairNamed(graph), /logits/i, /pred_boxes|boxes/i)
    if (!picture || !queries) return undefined
    const { logits, boxes } = queries
    const named = logits.name === 'logits' && boxes.name === 'pred_boxes'
    const { rows } = logits
    if (!named && (!rows || rows > MOST || stridesFor(rows, picture))) return undefined
    if (!agreesWithNames(graph, logits.width)) return undefined
    // Deformable attention samples a grid, and the queries are the best of the encoder's proposals.
    const selects = uses(graph, 'TopK') > 0 && uses(graph, 'GridSample', 'GatherElements', 'GatherND') > 0
    return {
      manifest: draft(rtdetr, graph, {
        input: modelInput(picture, selects ? stretched : { ...stretched, ...imagenet }),
        outputs: [logits.name, boxes.name],
        activation: 'sigmoid',
        thresholds: { score: 0.5, iou: 0.7 },
      }),
      evidence: [
        `outputs ${logits.name} and ${boxes.name}: ${logits.width ?? 'some'} logits and a box for each of ${rows ?? 'some'} queries`,
        selects
          ? 'the graph selects its queries (TopK), as RT-DETR does'
          : 'the graph selects no queries, as DETR and YOLOS do not',
      ],
      certainty: named && selects ? 'sure' : 'likely',
      columns: logits.width,
      doubts: selects ? [] : [activationDoubt(logits.width)],
    }
  },

  decode(outputs, manifest, threshold) {
    return pairsOf(outputAt(outputs, 0), outputAt(outputs, 1), manifest, threshold)
  },
}

/** Without what the model returns besides, to be trained on; masks and keypoints are what another task is about. */
const pairNamed = (graph: Graph): Graph => {
  const pair = graph.outputs.filter(({ name }) => name === 'logits' || name === 'pred_boxes')
  const otherTask = graph.outputs.some(({ name }) => /mask|keypoint/i.test(name))
  return pair.length === 2 && !otherTask ? { ...graph, outputs: pair } : graph
}

const activationDoubt = (columns: number | undefined): Doubt => ({
  what: 'activation',
  choices: [
    { label: 'sigmoid', change: { activation: 'sigmoid' } },
    {
      label: 'softmax, the last class being no object',
      change: { activation: 'softmax' },
      columns: columns && columns - 1,
    },
  ],
})
