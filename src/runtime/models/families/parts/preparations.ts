import type { Preparation } from './picture-input.ts'

const plain = { mean: [0, 0, 0], std: [1, 1, 1], filter: 'linear' } as const

/** Ultralytics, YOLOv7 and their kin: RGB in 0-1, in the middle of grey 114. */
export const letterboxed: Preparation = {
  ...plain,
  colour: 'rgb',
  scale: 1 / 255,
  fit: 'letterbox',
  pad: 114,
}

/** RGB in 0-1, both sides scaled on their own by Pillow or torchvision, which average what they shrink. */
export const stretched: Preparation = {
  ...letterboxed,
  fit: 'stretch',
  filter: 'antialias',
  pad: 0,
}

/** Mean and deviation of ImageNet in RGB, 0-1 (torchvision, and what builds on it). */
export const imagenet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const

/** BGR as OpenCV reads it, 0-255, both sides scaled on their own. */
export const asRead: Preparation = { ...plain, colour: 'bgr', scale: 1, fit: 'stretch', pad: 0 }

/** BGR with ImageNet's mean and deviation in 0-255, as mmdetection and what comes from it use them. */
export const bgrNormalised: Preparation = {
  ...asRead,
  mean: [103.53, 116.28, 123.675],
  std: [57.375, 57.12, 58.395],
}
