import type { Candidate, Family } from '../family.ts'
import { centred } from '../parts/boxes.ts'
import { agreesWithNames, draft } from '../parts/draft.ts'
import { stridesFor } from '../parts/grid.ts'
import { levelsLeftRaw, matrixOf, onlyCandidates, outputAt } from '../parts/outputs.ts'
import { modelInput, pictureInput, shapeText } from '../parts/picture-input.ts'
import { letterboxed } from '../parts/preparations.ts'
import { bestOfRows } from '../parts/scan.ts'

const ANCHORS = 3

/**
 * YOLOv5 (github.com/ultralytics/yolov5, layout facts only: export.py, models/yolo.py), YOLOv7
 * (https://github.com/WongKinYiu/yolov7, export.py `--grid`) and YOLOv3: one output
 * [batch, 3 * cells, 5 + classes] of rows (centre x, y, width, height in pixels of the input, objectness, classes),
 * the score being objectness * class. YOLOv6 (github.com/meituan/YOLOv6) writes the same with one row a cell and an
 * objectness of 1.
 */
export const yolov5: Family = {
  name: 'yolov5',
  summary: 'YOLOv5, v7, v3 (and v6): decoded rows, objectness times class score.',
  task: 'detect',
  overlapping: true,

  recognise(graph) {
    const output = onlyCandidates(graph)
    const picture = pictureInput(graph, 640)
    if (!output || !picture || levelsLeftRaw(graph, output.name)) return undefined
    const { rows, width } = output
    const anchored = rows && stridesFor(rows, picture, ANCHORS)
    const single = rows && stridesFor(rows, picture)
    if ((rows && !anchored && !single) || (width && width < 6)) return undefined
    if (!agreesWithNames(graph, width && width - 5)) return undefined
    // Ultralytics' own exports of YOLOv5 note stride and names, those of later families the task as well.
    const noted = graph.metadata.has('names') && !graph.metadata.has('task')
    // With open axes nothing else tells them from their kin: only that exporter notes the stride and no task.
    const exported = noted && graph.metadata.has('stride')
    const shape = `output ${output.name} ${shapeText(graph.outputs[0]?.shape ?? [])}`
    return {
      manifest: draft(yolov5, graph, {
        input: modelInput(picture, letterboxed),
        outputs: [output.name],
        thresholds: { score: 0.25, iou: 0.45 },
      }),
      evidence: [
        anchored
          ? `${shape} is 3 rows a cell at strides ${anchored.join(', ')}`
          : single
            ? `${shape} is one row a cell at strides ${single.join(', ')}, as YOLOv6 writes it`
            : `${shape}, its cells left open`,
        ...(exported && !rows
          ? ["the metadata notes names and stride and no task, as YOLOv5's exporter does"]
          : []),
        ...(noted && (rows || !exported) ? ['the metadata notes the names of the classes'] : []),
      ],
      certainty: (width && (anchored || (noted && !single))) || (exported && !rows) ? 'sure' : 'likely',
      columns: width && width - 5,
      doubts: [],
    }
  },

  decode(outputs, manifest, threshold) {
    const matrix = matrixOf(outputAt(outputs, 0))
    const { data, width } = matrix
    const found: Candidate[] = []
    bestOfRows({ ...matrix, first: 5, objectness: 4 }, threshold, (row, column, score) => {
      const at = row * width
      found.push(
        centred(data[at]!, data[at + 1]!, data[at + 2]!, data[at + 3]!, score, column - manifest.offset),
      )
    })
    return found
  },
}
