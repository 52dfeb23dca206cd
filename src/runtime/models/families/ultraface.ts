import { GazeError } from '../../errors.ts'
import type { Candidate, Doubt, Family, Tensor } from './family.ts'
import { centred, cornersAt } from './parts/boxes.ts'
import { draft } from './parts/draft.ts'
import { cellsAcross } from './parts/grid.ts'
import { asMatrix, matrixOf, outputAt, uses } from './parts/outputs.ts'
import { modelInput, pictureInput, shapeText } from './parts/picture-input.ts'
import { asRead } from './parts/preparations.ts'

/** vision/ssd/config/fd_config.py: strides, and the sides in pixels of the boxes that each of their cells proposes. */
const LEVELS = [
  [8, [10, 16, 24]],
  [16, [32, 48]],
  [32, [64, 96]],
  [64, [128, 192, 256]],
] as const

/** The same: how far a box may lie from its prior, as shares of that. */
const CENTRE_VARIANCE = 0.1
const SIZE_VARIANCE = 0.2

const preparation = { ...asRead, colour: 'rgb', mean: [127, 127, 127], std: [128, 128, 128] } as const

const proposals = ({ width, height }: { width: number; height: number }): number =>
  LEVELS.reduce(
    (sum, [stride, sides]) => sum + cellsAcross(width, stride) * cellsAcross(height, stride) * sides.length,
    0,
  )

/**
 * UltraFace, https://github.com/Linzaer/Ultra-Light-Fast-Generic-Face-Detector-1MB (MIT),
 * run_video_face_detect_onnx.py: scores [batch, proposals, 2] (background, face; softmax done) and boxes
 * [batch, proposals, 4]. `corners`: x1, y1, x2, y2 in 0-1 of the input. `priors`, the files `without_postprocessing`
 * and `simplified`: offsets from the boxes proposed (vision/utils/box_utils.py, convert_locations_to_boxes). RGB,
 * (pixel - 127) / 128.
 */
export const ultraface: Family = {
  name: 'ultraface',
  summary: 'UltraFace: two scores and a box, decoded or not, for each proposal.',
  task: 'face',
  variants: ['corners', 'priors'],
  overlapping: true,

  recognise(graph) {
    const picture = pictureInput(graph, 320)
    const matrices = graph.outputs.map(asMatrix)
    const scores = matrices.find((matrix) => matrix?.width === 2)
    const boxes = matrices.find((matrix) => matrix?.width === 4)
    if (!picture || !scores || !boxes || matrices.length !== 2 || graph.inputs.length !== 1) return undefined
    const expected = proposals(picture)
    const declared = scores.rows ?? boxes.rows
    if (declared !== undefined && declared !== expected) return undefined
    // Sizes come out of an Exp where the graph decodes.
    const raw = uses(graph, 'Conv') > 0 && uses(graph, 'Exp') === 0
    return {
      manifest: draft(ultraface, graph, {
        variant: raw ? 'priors' : 'corners',
        input: modelInput(picture, preparation),
        outputs: [scores.name, boxes.name],
        classes: ['face'],
        thresholds: { score: 0.7, iou: 0.3 },
      }),
      evidence: [
        ...graph.outputs.map(({ name, shape }) => `output ${name} ${shapeText(shape)}`),
        ...(raw ? ['no Exp decodes the boxes: offsets from the boxes proposed'] : []),
      ],
      certainty: declared === undefined ? 'likely' : 'sure',
      doubts: uses(graph, 'Conv', 'Exp') > 0 ? [] : [variantDoubt],
    }
  },

  decode(outputs, manifest, threshold) {
    const { data, rows } = matrixOf(outputAt(outputs, 0))
    const boxes = matrixOf(outputAt(outputs, 1))
    if (manifest.variant === 'priors') requireProposals(rows, manifest.input)
    const found: Candidate[] = []
    for (let row = 0; row < rows; row++) {
      const score = data[row * 2 + 1]!
      if (!(score >= threshold)) continue
      found.push(
        manifest.variant === 'priors'
          ? aroundPrior(boxes.data, row, score, manifest.input)
          : cornersAt(boxes.data, row * 4, score, 0, manifest.input),
      )
    }
    return found
  },
}

/** A graph without the operators of such a model says neither. */
const variantDoubt: Doubt = {
  what: 'variant',
  choices: ['corners', 'priors'].map((variant) => ({ label: variant, change: { variant } })),
}

interface Size {
  readonly width: number
  readonly height: number
}

/** The box that a row stands for: its centre and size in pixels; cells row by row, all boxes of one before the next. */
const priorOf = (row: number, { width, height }: Size) => {
  let index = row
  for (const [stride, sides] of LEVELS) {
    const across = cellsAcross(width, stride)
    const count = across * cellsAcross(height, stride) * sides.length
    if (index < count) {
      const cell = Math.floor(index / sides.length)
      const side = sides[index % sides.length] ?? 0
      return {
        x: Math.min(((cell % across) + 0.5) * stride, width),
        y: Math.min((Math.floor(cell / across) + 0.5) * stride, height),
        width: Math.min(side, width),
        height: Math.min(side, height),
      }
    }
    index -= count
  }
  throw new RangeError(`row ${row}`)
}

/** Before any face is found: so a model of another size is refused when it is added. @throws GazeError MODEL_INVALID */
const requireProposals = (rows: number, { width, height }: Size): void => {
  const expected = proposals({ width, height })
  if (rows === expected) return
  throw new GazeError('MODEL_INVALID', `An output has ${rows} rows; UltraFace proposes ${expected} boxes`, {
    why: `the input is ${width}x${height} pixels`,
  })
}

const aroundPrior = (data: Tensor['data'], row: number, score: number, input: Size): Candidate => {
  const prior = priorOf(row, input)
  const at = row * 4
  return centred(
    prior.x + data[at]! * CENTRE_VARIANCE * prior.width,
    prior.y + data[at + 1]! * CENTRE_VARIANCE * prior.height,
    Math.exp(data[at + 2]! * SIZE_VARIANCE) * prior.width,
    Math.exp(data[at + 3]! * SIZE_VARIANCE) * prior.height,
    score,
    0,
  )
}
