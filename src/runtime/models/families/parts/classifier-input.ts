import type { Graph } from '../../onnx/graph.ts'
import type { Doubt } from '../family.ts'
import { modelInput, type PictureInput, type Preparation, takesBytes } from './picture-input.ts'
import { asRead, imagenet, letterboxed, stretched } from './preparations.ts'

/** torchvision.transforms: Resize(256), CenterCrop(224), ToTensor, Normalize. */
const torchvision: Preparation = { ...stretched, ...imagenet, fit: 'crop' }
const RESIZE_TO_CROP = 256 / 224

/** 0-255 as OpenCV reads it, the middle at the model's ratio (Windows ML, Caffe2, CNTK). */
const pixels: Preparation = { ...asRead, fit: 'middle' }

/** 0-255 in RGB, both sides scaled on their own. */
const whole: Preparation = { ...letterboxed, scale: 1, fit: 'stretch', pad: 0 }

/** The range of Keras' MobileNet, Inception and Xception (keras.applications.imagenet_utils, mode `tf`). */
const signed: Preparation = { ...whole, scale: 1 / 127.5, mean: [1, 1, 1] }

/** How a classifier's pictures are prepared. */
interface Prepared {
  readonly input: ReturnType<typeof modelInput>
  /** From what: the file itself says it, or what wrote it has one usual way; `open` where nothing tells. */
  readonly from: 'file' | 'writer' | 'open'
  readonly doubts: readonly Doubt[]
}

type Choices = Doubt['choices']

/** The first of the choices is the usual one. */
const among = (what: Doubt['what'], choices: Choices): Omit<Prepared, 'from'> => ({
  input: choices[0]?.change.input as Prepared['input'],
  doubts: [{ what, choices }],
})

/**
 * As torchvision does (https://github.com/pytorch/vision, BSD-3-Clause, torchvision/transforms/_presets.py,
 * ImageClassification), as Ultralytics does (metadata `task` classify: 0-1, no mean; squares are cut out, other sizes
 * scaled to), as Windows ML does where the file says so (https://github.com/onnx/onnx, docs/MetadataProps.md,
 * Image.BitmapPixelFormat) or where Caffe2 or CNTK wrote it (https://github.com/microsoft/Windows-Machine-Learning), or
 * in one of the ways of Keras where the channels come last, or its converter wrote it
 * (https://github.com/keras-team/keras, Apache-2.0, keras/src/applications).
 */
export const classifierInput = (graph: Graph, picture: PictureInput): Prepared => {
  const shorter = Math.min(picture.width, picture.height)
  const cut = (preparation: Preparation, resize: number) => ({ ...modelInput(picture, preparation), resize })
  const format = graph.metadata.get('Image.BitmapPixelFormat')
  const byBytes = modelInput(picture, { ...pixels, colour: /rgb/i.test(format ?? '') ? 'rgb' : 'bgr' })
  const byTorch = cut(torchvision, Math.round(shorter * RESIZE_TO_CROP))
  if (graph.metadata.get('task') === 'classify') {
    const square = picture.width === picture.height
    const input = square ? cut({ ...stretched, fit: 'crop' }, shorter) : modelInput(picture, stretched)
    return { input, from: 'file', doubts: [] }
  }
  if (format && graph.metadata.get('Image.NominalPixelRange') === 'NominalRange_0_255')
    return { input: byBytes, from: 'file', doubts: [] }
  const old = /caffe|cntk/i.test(graph.producer)
  const keras = picture.layout === 'nhwc' || /tf2onnx|keras/i.test(graph.producer)
  if (keras && !old) return { ...byKeras(picture), from: 'open' }
  const torch = takesBytes(picture) ? 'rgb' : "rgb with ImageNet's mean and deviation"
  const choices: Choices = [
    { label: torch, change: { input: byTorch } },
    { label: 'bgr, 0-255', change: { input: byBytes } },
  ]
  // One channel has no order; what differs is the range.
  const what = picture.channels === 1 ? 'scale' : 'colour'
  return { ...among(what, old ? choices.toReversed() : choices), from: old ? 'writer' : 'open' }
}

const byKeras = (picture: PictureInput): Omit<Prepared, 'from'> => {
  // A layer of the model itself brings bytes into its range.
  if (takesBytes(picture))
    return among('colour', [
      { label: 'rgb', change: { input: modelInput(picture, whole) } },
      { label: 'bgr', change: { input: modelInput(picture, { ...whole, colour: 'bgr' }) } },
    ])
  return among('scale', [
    { label: "from -1 to 1, as Keras' MobileNet", change: { input: modelInput(picture, signed) } },
    { label: "0-255, as Keras' EfficientNet", change: { input: modelInput(picture, whole) } },
    {
      label: "ImageNet's mean and deviation, as torchvision",
      change: { input: modelInput(picture, { ...whole, scale: 1 / 255, ...imagenet }) },
    },
  ])
}
