import type { Graph } from '../onnx/graph.ts'
import type { Candidate, Family, Reading } from './family.ts'
import { boxAround } from './parts/distribution.ts'
import { draft } from './parts/draft.ts'
import { cellsAcross } from './parts/grid.ts'
import { asMatrix, type MatrixOutput, matrixOf, outputAt, picks } from './parts/outputs.ts'
import { modelInput, type PictureInput, pictureInput } from './parts/picture-input.ts'
import { bgrNormalised } from './parts/preparations.ts'
import { bestOfRows } from './parts/scan.ts'

const STRIDES = [8, 16, 32] as const

/** demo_openvino/main.cpp, resize_uniform: sides rounded down, black around the picture. */
const preparation = { ...bgrNormalised, fit: 'letterbox', rounding: 'down-each' } as const

/**
 * NanoDet before Plus, https://github.com/RangiLyu/nanodet (Apache-2.0), release 0.x, tools/export.py and
 * nanodet/model/head/gfl_head.py: for strides 8, 16 and 32 an output [batch, cells, classes] (sigmoid done) and one
 * [batch, cells, 4 * bins] of logits; distances = softmax mean * stride from the middle of the cell,
 * (cell + 0.5) * stride. Each cell has its best class, as in
 * its demos (demo_openvino/nanodet_openvino.cpp, decode_infer).
 */
export const nanodet: Family = {
  name: 'nanodet',
  summary: 'NanoDet (m, t, g): scores and distance distributions at three strides, six outputs.',
  task: 'detect',
  overlapping: true,

  recognise(graph) {
    const picture = pictureInput(graph, 416)
    const matrices = graph.outputs.map(asMatrix).filter((matrix) => matrix !== undefined)
    if (!picture || graph.outputs.length !== 6 || matrices.length !== 6 || picks(graph)) return undefined
    const levels = STRIDES.map((stride) => level(matrices, stride, picture))
    const [first] = levels
    if (!first || levels.some((each) => each?.[0].width !== first[0].width)) return undefined
    return reading(graph, picture, levels as Level[])
  },

  decode(outputs, manifest, threshold) {
    return STRIDES.flatMap((stride, level) => {
      const scores = matrixOf(outputAt(outputs, level))
      const distances = matrixOf(outputAt(outputs, level + STRIDES.length))
      const across = cellsAcross(manifest.input.width, stride)
      const found: Candidate[] = []
      bestOfRows({ ...scores, first: 0 }, threshold, (cell, column, score) => {
        const x = ((cell % across) + 0.5) * stride
        const y = (Math.floor(cell / across) + 0.5) * stride
        const at = cell * distances.width
        found.push(
          boxAround(
            distances.data,
            at,
            distances.width / 4,
            { x, y, stride },
            score,
            column - manifest.offset,
          ),
        )
      })
      return found
    })
  },
}

type Level = readonly [scores: MatrixOutput, distances: MatrixOutput]

/** The two outputs with the cells of a stride; names tell them apart, else the order, scores first. */
const level = (
  matrices: readonly MatrixOutput[],
  stride: number,
  picture: PictureInput,
): Level | undefined => {
  const cells = cellsAcross(picture.width, stride) * cellsAcross(picture.height, stride)
  const [one, two, more] = matrices.filter(({ rows }) => rows === cells)
  if (!one || !two || more) return undefined
  const [scores, distances] = /dis|reg|box/i.test(one.name) ? [two, one] : [one, two]
  return distances.width && distances.width % 4 === 0 && distances.width > 4 ? [scores, distances] : undefined
}

const reading = (graph: Graph, picture: PictureInput, levels: readonly Level[]): Reading => {
  const [scores, distances] = levels[0]!
  return {
    manifest: draft(nanodet, graph, {
      input: modelInput(picture, preparation),
      outputs: [...levels.map(([{ name }]) => name), ...levels.map(([, { name }]) => name)],
      thresholds: { score: 0.4, iou: 0.5 },
    }),
    evidence: [
      `six outputs: ${scores.width} scores and 4 distributions over ${(distances.width ?? 0) / 4} distances ` +
        'for each cell at strides 8, 16, 32',
    ],
    certainty: 'sure',
    columns: scores.width,
    doubts: [],
  }
}
