import type { Candidate, Family, Tensor } from './family.ts'
import { centred } from './parts/boxes.ts'
import { draft } from './parts/draft.ts'
import { type Cell, cellsAcross } from './parts/grid.ts'
import { asMatrix, type MatrixOutput, outputAt } from './parts/outputs.ts'
import { modelInput, pictureInput } from './parts/picture-input.ts'
import { asRead } from './parts/preparations.ts'

const STRIDES = [8, 16, 32] as const
const LANDMARKS = 5

type Values = Tensor['data']

/** FaceDetectorYN pads to the right and the bottom with black. */
const preparation = { ...asRead, fit: 'corner' } as const

/**
 * YuNet, https://github.com/ShiqiYu/libfacedetection.train (Apache-2.0), tools/compare_inference.py, and
 * cv::FaceDetectorYN (https://github.com/opencv/opencv, modules/objdetect/src/face_detect.cpp): for strides 8, 16
 * and 32 a class score, an objectness (both after sigmoid), a box and five landmarks for each cell, twelve outputs.
 * score = sqrt(class * objectness); centre = (xy + cell) * stride, size = exp(wh) * stride,
 * landmark = (xy + cell) * stride. Landmarks: right eye, left eye, nose, right and left corner of the mouth.
 */
export const yunet: Family = {
  name: 'yunet',
  summary: 'YuNet: scores, boxes and five landmarks at three strides, twelve outputs.',
  task: 'face',
  overlapping: true,

  recognise(graph) {
    const picture = pictureInput(graph, 640)
    const matrices = graph.outputs.map(asMatrix).filter((matrix) => matrix !== undefined)
    if (!picture || graph.outputs.length !== 12 || matrices.length !== 12) return undefined
    const outputs = STRIDES.flatMap((stride, level) => {
      const cells = cellsAcross(picture.width, stride) * cellsAcross(picture.height, stride)
      const of = (width: number): MatrixOutput[] => {
        const sameWidth = matrices.filter((matrix) => matrix.width === width)
        const each = sameWidth.length / STRIDES.length
        // Where the graph leaves the cells open, its order decides: all of a kind, the finest first.
        return sameWidth
          .filter(({ rows }, index) => (rows ? rows === cells : index % 3 === level))
          .slice(0, each)
      }
      return [...of(1), ...of(4), ...of(2 * LANDMARKS)]
    })
    if (outputs.length !== 12) return undefined
    return {
      manifest: draft(yunet, graph, {
        input: modelInput(picture, preparation),
        outputs: outputs.map(({ name }) => name),
        classes: ['face'],
        thresholds: { score: 0.7, iou: 0.3 },
      }),
      evidence: ['twelve outputs: two scores, a box and five landmarks for each cell at strides 8, 16, 32'],
      certainty: 'sure',
      doubts: [],
    }
  },

  decode(outputs, manifest, threshold) {
    return STRIDES.flatMap((stride, level) => {
      const [scores, objectness, boxes, points] = [0, 1, 2, 3].map(
        (kind) => outputAt(outputs, level * 4 + kind).data,
      ) as [Values, Values, Values, Values]
      const across = cellsAcross(manifest.input.width, stride)
      const found: Candidate[] = []
      for (let index = 0; index < scores.length; index++) {
        const score = Math.sqrt(clamp(scores[index]!) * clamp(objectness[index]!))
        if (!(score >= threshold)) continue
        const cell = { column: index % across, row: Math.floor(index / across), stride }
        found.push({
          ...boxAt(boxes, index * 4, cell, score),
          landmarks: landmarksAt(points, index * 10, cell),
        })
      }
      return found
    })
  },
}

const clamp = (value: number): number => Math.min(Math.max(value, 0), 1)

const boxAt = (data: Values, at: number, { column, row, stride }: Cell, score: number): Candidate =>
  centred(
    (data[at]! + column) * stride,
    (data[at + 1]! + row) * stride,
    Math.exp(data[at + 2]!) * stride,
    Math.exp(data[at + 3]!) * stride,
    score,
    0,
  )

const landmarksAt = (data: Values, from: number, { column, row, stride }: Cell): [number, number][] =>
  Array.from({ length: LANDMARKS }, (_, index) => {
    const at = from + index * 2
    return [(data[at]! + column) * stride, (data[at + 1]! + row) * stride]
  })
