import type { Doubt, Family } from '../family.ts'
import { draft } from '../parts/draft.ts'
import { stridesFor } from '../parts/grid.ts'
import { idsDoubt, idsFrom } from '../parts/ids.ts'
import { matrixOf, outputAt } from '../parts/outputs.ts'
import { modelInput, pictureInput } from '../parts/picture-input.ts'
import { imagenet, stretched } from '../parts/preparations.ts'
import { pairsOf, queriesOf } from '../parts/queries.ts'

/** Columns of those trained on COCO. */
const COCO = 91

const BACKGROUND_LAST = 'background-last'

/** RGB with ImageNet's mean and deviation, both sides scaled on their own between the four nearest pixels. */
const preparation = { ...stretched, ...imagenet, filter: 'fine' } as const

/**
 * RF-DETR, https://github.com/roboflow/rf-detr (Apache-2.0), release 1.11.2, rfdetr/export/_runtime (preprocess.py,
 * decode.py) and rfdetr/detr.py (predict): `dets` [batch, queries, 4] (centre and size, 0-1) and `labels`
 * [batch, queries, columns], logits before sigmoid. Those trained on COCO have its ids, which count from 1; column 0 is
 * unused. Others count from 0 and have the background in the last column since release 1.6; before, ids counted from 1
 * (data of COCO's form) or from 0 with every column a class (YOLO's; rfdetr/detr.py of 1.5.0, train_from_config).
 * Releases before 1.9 averaged what they shrank.
 */
export const rfdetr: Family = {
  name: 'rfdetr',
  summary: 'RF-DETR: boxes (dets) and logits (labels) of queries.',
  task: 'detect',
  variants: [BACKGROUND_LAST, ...idsFrom],
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
        input: modelInput(picture, preparation),
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
      doubts: logits.width === COCO ? [] : [columnsDoubt(logits.width)],
    }
  },

  decode(outputs, manifest, threshold) {
    const logits = outputAt(outputs, 1)
    const found = pairsOf(logits, outputAt(outputs, 0), manifest, threshold)
    const columns = matrixOf(logits).width
    const end = manifest.variant === BACKGROUND_LAST ? columns - 1 : columns
    return found.filter(({ classIndex }) => classIndex >= 0 && classIndex < end)
  },
}

const columnsDoubt = (columns: number | undefined): Doubt => ({
  what: 'variant',
  choices: [
    {
      label: 'class ids from 0, the last column being the background',
      change: { variant: BACKGROUND_LAST, offset: 0 },
      columns: columns && columns - 1,
    },
    ...idsDoubt.choices,
  ],
})
