import type { Graph } from '../../onnx/graph.ts'
import type { Candidate, Family } from '../family.ts'
import { centred } from '../parts/boxes.ts'
import { namesInMetadata } from '../parts/class-names.ts'
import { agreesWithNames, draft } from '../parts/draft.ts'
import { stridesFor } from '../parts/grid.ts'
import { type MatrixOutput, matrixOf, onlyMatrix, outputAt, uses } from '../parts/outputs.ts'
import { modelInput, type PictureInput, pictureInput, shapeText } from '../parts/picture-input.ts'
import { letterboxed } from '../parts/preparations.ts'
import { bestOfRows } from '../parts/scan.ts'

/** No detector of this kind has more queries. */
const MOST = 1000

/**
 * RT-DETR as Ultralytics exports it (docs.ultralytics.com/models/rtdetr; layout facts only: nn/modules/head.py,
 * RTDETRDecoder, and models/rtdetr/predict.py): one output [batch, queries, 4 + classes] of rows (centre and size in
 * 0-1 of the input, then a score for each class, sigmoid done), of which each has its best class. RGB in 0-1, both sides
 * scaled on their own. `picked`, since 2026, where the metadata names the head: rows of centre, size, score and class.
 */
export const rtdetrRows: Family = {
  name: 'rtdetr-rows',
  summary: 'RT-DETR (Ultralytics): rows of centre and size in 0-1, a score for each class.',
  task: 'detect',
  variants: ['scores', 'picked'],
  overlapping: false,

  recognise(graph) {
    const output = onlyMatrix(graph)
    const picture = pictureInput(graph, 640)
    if (!output || !picture || !isDecoder(graph, output, picture)) return undefined
    const named = namesInMetadata(graph).length
    const picked = isPicked(graph, output)
    const classes = output.width && !picked ? output.width - 4 : named || undefined
    return {
      manifest: draft(rtdetrRows, graph, {
        variant: picked ? 'picked' : 'scores',
        input: modelInput(picture, { ...letterboxed, fit: 'stretch' }),
        outputs: [output.name],
        thresholds: { score: 0.25, iou: 0.7 },
      }),
      evidence: [
        `output ${output.name} ${shapeText(graph.outputs[0]?.shape ?? [])} is 4 box values and ` +
          `${picked ? 'the score and class' : `${classes ?? 'some'} scores`} for each of ${output.rows} queries`,
        'the graph selects its queries (TopK) and samples a grid for them, as RT-DETR does',
      ],
      certainty: named > 0 ? 'sure' : 'likely',
      columns: classes,
      doubts: [],
    }
  },

  decode(outputs, manifest, threshold) {
    const matrix = matrixOf(outputAt(outputs, 0))
    const { data, width: values } = matrix
    const { width, height } = manifest.input
    const found: Candidate[] = []
    const picked = manifest.variant === 'picked'
    const columns = picked ? { first: 4, classes: 1 } : { first: 4 }
    bestOfRows({ ...matrix, ...columns }, threshold, (row, best, score) => {
      const at = row * values
      const column = picked ? data[at + 5]! : best
      const [x, y, w, h] = [
        data[at]! * width,
        data[at + 1]! * height,
        data[at + 2]! * width,
        data[at + 3]! * height,
      ]
      found.push(centred(x, y, w, h, score, column - manifest.offset))
    })
    return found
  },
}

/** As many rows as no grid has cells, in a graph with deformable attention. */
const isDecoder = (graph: Graph, { rows, width }: MatrixOutput, picture: PictureInput): boolean => {
  const queries = rows !== undefined && rows <= MOST && !stridesFor(rows, picture)
  const fits =
    isPicked(graph, { width }) || width === undefined || (width > 4 && agreesWithNames(graph, width - 4))
  return queries && fits && uses(graph, 'TopK') > 0 && uses(graph, 'GridSample') > 0
}

const isPicked = (graph: Graph, { width }: Pick<MatrixOutput, 'width'>): boolean =>
  width === 6 && graph.metadata.get('head') === 'RTDETRDecoder'
