import type { Candidate, Doubt, Family } from './family.ts'
import { cornersAt } from './parts/boxes.ts'
import { draft } from './parts/draft.ts'
import { idsDoubt, idsFrom } from './parts/ids.ts'
import { matrixOf, outputAt } from './parts/outputs.ts'
import { modelInput, type PictureInput, pictureInput, shapeText, takesBytes } from './parts/picture-input.ts'
import { asRead } from './parts/preparations.ts'

const VALUES = 7

/** Caffe's SSD: BGR less ImageNet's mean. */
const caffe = { ...asRead, mean: [104, 117, 123] } as const

/** Caffe's MobileNet-SSD: -1 to 1. */
const aroundZero = { ...asRead, mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5] } as const

/**
 * What ends in DetectionOutput, as Open Model Zoo's SSD do
 * (https://github.com/openvinotoolkit/open_model_zoo, Apache-2.0, models/intel/person-detection-retail-0013/README.md;
 * https://docs.openvino.ai, operation-specs/detection/detectionoutput-8): one output [1, 1, most, 7] of rows
 * (picture, class id, score, x1, y1, x2, y2 in 0-1 of the input); a row whose picture is -1 ends the list. BGR, 0-255,
 * both sides scaled on their own.
 */
export const ssdOpenvino: Family = {
  name: 'ssd-openvino',
  summary: 'SSD of Open Model Zoo and Caffe: rows of picture, class id, score, corners.',
  task: 'detect',
  variants: idsFrom,
  overlapping: false,
  oneList: true,

  recognise(graph) {
    const picture = pictureInput(graph, 300)
    const [output, another] = graph.outputs
    if (!picture || !output || another || graph.inputs.length !== 1) return undefined
    if (output.shape.length !== 4 || output.shape[3] !== VALUES || output.shape[1] !== 1) return undefined
    return {
      manifest: draft(ssdOpenvino, graph, {
        input: modelInput(picture, asRead),
        outputs: [output.name],
        offset: 1,
        thresholds: { score: 0.5, iou: 0.45 },
      }),
      evidence: [
        `output ${output.name} ${shapeText(output.shape)} is rows of 7: picture, class, score, corners`,
      ],
      certainty: 'sure',
      doubts: takesBytes(picture) ? [idsDoubt] : [idsDoubt, scaleDoubt(picture)],
    }
  },

  decode(outputs, manifest, threshold, picture = 0) {
    const { data, rows, width } = matrixOf(outputAt(outputs, 0))
    const found: Candidate[] = []
    for (let at = 0; at < rows * width; at += width) {
      if (data[at]! < 0) break
      const [classIndex, score] = [data[at + 1]! - manifest.offset, data[at + 2]!]
      if (data[at] === picture && score >= threshold && classIndex >= 0)
        found.push(cornersAt(data, at + 3, score, classIndex, manifest.input))
    }
    return found
  },
}

const scaleDoubt = (picture: PictureInput): Doubt => ({
  what: 'scale',
  choices: [
    { label: '0-255', change: { input: modelInput(picture, asRead) } },
    { label: "less Caffe's mean", change: { input: modelInput(picture, caffe) } },
    { label: '-1 to 1', change: { input: modelInput(picture, aroundZero) } },
  ],
})
