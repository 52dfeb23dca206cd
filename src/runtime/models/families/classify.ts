import type { Graph } from '../onnx/graph.ts'
import type { Doubt, Family } from './family.ts'
import { sigmoid, softmax } from './parts/activation.ts'
import { namesInMetadata } from './parts/class-names.ts'
import { agreesWithNames, draft } from './parts/draft.ts'
import { embeddingBy, scoresOrEmbedding } from './parts/embedding.ts'
import { comesFrom, fixed, outputAt } from './parts/outputs.ts'
import {
  modelInput,
  type PictureInput,
  type Preparation,
  pictureInput,
  shapeText,
} from './parts/picture-input.ts'
import { asRead, imagenet, stretched } from './parts/preparations.ts'

/** torchvision.transforms: Resize(256), CenterCrop(224), ToTensor, Normalize. */
const torchvision: Preparation = { ...stretched, ...imagenet, fit: 'crop' }
const RESIZE_TO_CROP = 256 / 224

/** 0-255 as OpenCV reads it, the middle at the model's ratio (Windows ML, Caffe2, CNTK). */
const pixels: Preparation = { ...asRead, fit: 'middle' }

/**
 * Classifiers: one output [batch, classes], also [batch, classes, 1, 1]; logits, or with softmax done. Prepared as
 * torchvision does (https://github.com/pytorch/vision, BSD-3-Clause, torchvision/transforms/_presets.py,
 * ImageClassification), as Ultralytics does (metadata `task` classify: 0-1, no mean), or as Windows ML does where the
 * file says so (https://github.com/onnx/onnx, docs/MetadataProps.md, Image.BitmapPixelFormat) or where Caffe2 or
 * CNTK wrote it (https://github.com/microsoft/Windows-Machine-Learning). Gives every class that passes, its box being
 * the whole input.
 */
export const classify: Family = {
  name: 'classify',
  summary: 'Classifiers: logits or softmax over the classes.',
  task: 'classify',
  overlapping: false,

  recognise(graph) {
    const [output, another] = graph.outputs
    const picture = pictureInput(graph, 224)
    if (!picture || !output || another || graph.inputs.length !== 1) return undefined
    const [batch, classes, ...ones] = output.shape
    // A list as long as what was found, not a batch.
    if (!fixed(batch) && !picture.dynamic.includes('batch')) return undefined
    const count = fixed(classes)
    if (![0, 2].includes(ones.length) || ones.some((size) => size !== 1) || !count || count < 2)
      return undefined
    if (!agreesWithNames(graph, count)) return undefined
    const [last] = comesFrom(graph, output.name)
    const done = last === 'Softmax' || last === 'Sigmoid'
    const { input, certain, doubts } = inputOf(graph, picture)
    const offset = count === 1001 ? 1 : 0
    const proved = done || certain || namesInMetadata(graph).length > 0
    return {
      manifest: draft(classify, graph, {
        input,
        outputs: [output.name],
        activation: done ? 'none' : 'softmax',
        offset,
        thresholds: { score: 0.1, iou: 0.5 },
      }),
      evidence: [
        `output ${output.name} ${shapeText(output.shape)} is a score for each of ${count} classes`,
        done ? `${last} comes last: scores as they are` : 'no Softmax comes last: logits',
        ...(proved ? [] : [scoresOrEmbedding(output.name, count)]),
      ],
      certainty: done || certain ? 'sure' : 'likely',
      columns: count,
      ...(!proved && { unproved: embeddingBy(graph, output.name, count, offset) }),
      doubts,
    }
  },

  decode(outputs, manifest, threshold) {
    const { data } = outputAt(outputs, 0)
    const { activation, offset } = manifest
    const { width, height } = manifest.input
    const scores = activation === 'softmax' ? softmax(data, 0, data.length) : data
    return Array.from(scores, (value, column) => ({
      x1: 0,
      y1: 0,
      x2: width,
      y2: height,
      score: activation === 'sigmoid' ? sigmoid(value) : value,
      classIndex: column - offset,
    })).filter(({ score, classIndex }) => score >= threshold && classIndex >= 0)
  },
}

interface Prepared {
  readonly input: ReturnType<typeof modelInput>
  readonly certain: boolean
  readonly doubts: readonly Doubt[]
}

const inputOf = (graph: Graph, picture: PictureInput): Prepared => {
  const shorter = Math.min(picture.width, picture.height)
  const cut = (preparation: Preparation, resize: number) => ({ ...modelInput(picture, preparation), resize })
  const format = graph.metadata.get('Image.BitmapPixelFormat')
  const byBytes = modelInput(picture, { ...pixels, colour: /rgb/i.test(format ?? '') ? 'rgb' : 'bgr' })
  const byTorch = cut(torchvision, Math.round(shorter * RESIZE_TO_CROP))
  if (graph.metadata.get('task') === 'classify') {
    // Ultralytics cuts out squares, and scales to all other sizes.
    const square = picture.width === picture.height
    const input = square ? cut({ ...stretched, fit: 'crop' }, shorter) : modelInput(picture, stretched)
    return { input, certain: true, doubts: [] }
  }
  if (format && graph.metadata.get('Image.NominalPixelRange') === 'NominalRange_0_255')
    return { input: byBytes, certain: true, doubts: [] }
  const old = /caffe|cntk/i.test(graph.producer)
  const choices = [
    { label: "rgb with ImageNet's mean and deviation", change: { input: byTorch } },
    { label: 'bgr, 0-255', change: { input: byBytes } },
  ]
  return {
    input: old ? byBytes : byTorch,
    certain: false,
    doubts: [{ what: 'colour', choices: old ? choices.toReversed() : choices }],
  }
}
