import type { Graph } from '../../onnx/graph.ts'
import type { Candidate, Doubt, Family } from '../family.ts'
import { rawThreshold, scoreOf } from '../parts/activation.ts'
import { centred } from '../parts/boxes.ts'
import { agreesWithNames, draft } from '../parts/draft.ts'
import { stridesFor } from '../parts/grid.ts'
import { comesFrom, levelsLeftRaw, matrixOf, onlyCandidates, outputAt, uses } from '../parts/outputs.ts'
import { modelInput, pictureInput, shapeText } from '../parts/picture-input.ts'
import { letterboxed } from '../parts/preparations.ts'
import { bestOfColumns, bestOfRows } from '../parts/scan.ts'

/**
 * YOLOv8, v9, 11 and 12 (docs.ultralytics.com/guides/end2end-detection; layout facts only), and YOLO26 exported
 * with `end2end=False`: one output [batch, 4 + classes, cells] (`columns`), of each cell centre x, y, width, height
 * in pixels of the input and a score (sigmoid done) for each class. Some exporters transpose it: `rows`.
 */
export const yolov8: Family = {
  name: 'yolov8',
  summary: 'YOLOv8, v9, 11, 12: one column a cell (or row, transposed), a score for each class.',
  task: 'detect',
  variants: ['columns', 'rows'],
  overlapping: true,

  recognise(graph) {
    const output = onlyCandidates(graph)
    const picture = pictureInput(graph, 640)
    if (!output || !picture) return undefined
    const { rows, width } = output
    const fits = (cells: number | undefined, values: number | undefined): boolean =>
      (cells === undefined || stridesFor(cells, picture) !== undefined) &&
      (values === undefined || values > 4) &&
      agreesWithNames(graph, values && values - 4)
    const byColumns = fits(width, rows)
    if (!byColumns && !(fits(rows, width) && !levelsLeftRaw(graph, output.name) && !uses(graph, 'Exp')))
      return undefined
    const noted = graph.metadata.has('names') && graph.metadata.has('task')
    const certain =
      noted || (rows !== undefined && width !== undefined && (byColumns || uses(graph, 'Softmax') > 0))
    const [cells, values] = byColumns ? [width, rows] : [rows, width]
    const text = shapeText(graph.outputs[0]?.shape ?? [])
    return {
      manifest: draft(yolov8, graph, {
        variant: byColumns ? 'columns' : 'rows',
        input: modelInput(picture, letterboxed),
        outputs: [output.name],
        thresholds: { score: 0.25, iou: 0.7 },
      }),
      evidence: [
        `output ${output.name} ${text} is 4 box values and ${values ? values - 4 : 'some'} scores at ` +
          (cells ? `strides ${stridesFor(cells, picture)?.join(', ')}` : 'cells that are left open'),
        ...(noted ? ['the metadata notes the task and the names of the classes'] : []),
      ],
      certainty: certain ? 'sure' : 'likely',
      columns: values && values - 4,
      doubts: activationDoubt(graph, output.name),
    }
  },

  decode(outputs, manifest, threshold) {
    const matrix = { ...matrixOf(outputAt(outputs, 0)), first: 4 }
    const { data, width } = matrix
    const byColumns = manifest.variant !== 'rows'
    const [step, stride] = byColumns ? [width, 1] : [1, width]
    const found: Candidate[] = []
    const scan = byColumns ? bestOfColumns : bestOfRows
    scan(matrix, rawThreshold(manifest.activation, threshold), (cell, column, raw) => {
      const value = (index: number): number => data[cell * stride + index * step]!
      const score = scoreOf(manifest.activation, raw)
      found.push(centred(value(0), value(1), value(2), value(3), score, column - manifest.offset))
    })
    return found
  },
}

/** Exports for compilers may leave the sigmoid out; a graph that has one near its end does not. */
const activationDoubt = (graph: Graph, output: string): Doubt[] => {
  const [last, ...before] = comesFrom(graph, output)
  if (last !== 'Concat' || before.slice(0, 3).includes('Sigmoid')) return []
  return [
    {
      what: 'activation',
      choices: [
        { label: 'none', change: { activation: 'none' } },
        { label: 'sigmoid', change: { activation: 'sigmoid' } },
      ],
    },
  ]
}
