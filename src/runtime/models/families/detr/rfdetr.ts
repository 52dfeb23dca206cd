import type { Family } from '../family.ts'
import { draft } from '../parts/draft.ts'
import { stridesFor } from '../parts/grid.ts'
import { idsDoubt, idsFrom } from '../parts/ids.ts'
import { outputAt } from '../parts/outputs.ts'
import { modelInput, pictureInput } from '../parts/picture-input.ts'
import { imagenet, stretched } from '../parts/preparations.ts'
import { pairsOf, queriesOf } from '../parts/queries.ts'

/** Columns of those trained on COCO. */
const COCO = 91

/**
 * RF-DETR, https://github.com/roboflow/rf-detr (Apache-2.0), rfdetr/deploy/export.py and rfdetr/models/lwdetr.py
 * (PostProcess): `dets` [batch, queries, 4] (centre and size, 0-1) and `labels` [batch, queries, classes + 1],
 * logits before sigmoid. Class ids are those of COCO and count from 1; column 0 is unused. Trained on a data set of
 * YOLO's form, they count from 0 and every column is a class (rfdetr/detr.py, train_from_config; rfdetr/datasets/yolo.py).
 * RGB with ImageNet's mean and deviation, both sides scaled on their own (rfdetr/detr.py, predict).
 */
export const rfdetr: Family = {
  name: 'rfdetr',
  summary: 'RF-DETR: boxes (dets) and logits (labels) of queries, class ids from 1.',
  task: 'detect',
  variants: idsFrom,
  overlapping: false,

  recognise(graph) {
    const picture = pictureInput(graph, 560)
    const queries = queriesOf(graph, /^labels$/i, /^dets$/i)
    if (!picture || !queries) return undefined
    const { logits, boxes } = queries
    const named = logits.name === 'labels' && boxes.name === 'dets'
    if (!named && (logits.width !== COCO || !logits.rows || stridesFor(logits.rows, picture)))
      return undefined
    return {
      manifest: draft(rfdetr, graph, {
        input: modelInput(picture, { ...stretched, ...imagenet }),
        outputs: [boxes.name, logits.name],
        activation: 'sigmoid',
        offset: 1,
        thresholds: { score: 0.5, iou: 0.7 },
      }),
      evidence: [
        `outputs ${boxes.name} and ${logits.name}: a box and ${logits.width} logits ` +
          `for each of ${logits.rows ?? 'some'} queries`,
      ],
      certainty: named ? 'sure' : 'likely',
      columns: logits.width,
      doubts: logits.width === COCO ? [] : [idsDoubt],
    }
  },

  decode(outputs, manifest, threshold) {
    const found = pairsOf(outputAt(outputs, 1), outputAt(outputs, 0), manifest, threshold)
    return found.filter(({ classIndex }) => classIndex >= 0)
  },
}
