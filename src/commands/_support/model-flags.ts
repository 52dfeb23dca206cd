import { Flags } from '@oclif/core'

/** What people may say of a model that its file does not. */
export const hintFlags = {
  family: Flags.string({ helpValue: 'F', summary: 'Its family, where the file fits several.' }),
  variant: Flags.string({ helpValue: 'V', summary: 'Its layout, where the family has several.' }),
  labels: Flags.string({
    helpValue: 'FILE',
    summary: 'Names of its classes: a file, or coco80, coco91 or imagenet.',
  }),
  colour: Flags.option({
    options: ['rgb', 'bgr', 'grey'] as const,
    summary: 'Order of its colours, where it is not the usual one of the family.',
  })(),
  scale: Flags.string({ helpValue: 'N', summary: 'What pixels are multiplied by: 1, 1/255 or another.' }),
  mean: Flags.string({ helpValue: 'N,N,N', summary: 'What is taken off after that, for each channel.' }),
  std: Flags.string({ helpValue: 'N,N,N', summary: 'What it is divided by at last, for each channel.' }),
  fit: Flags.option({
    options: ['stretch', 'letterbox', 'corner', 'crop', 'middle'] as const,
    summary: 'How pictures are fitted into its input.',
  })(),
  activation: Flags.option({
    options: ['none', 'sigmoid', 'softmax'] as const,
    summary: 'What turns its scores into 0 to 1.',
  })(),
  size: Flags.string({ helpValue: 'WxH', summary: 'Pixels of its input, where the file leaves them open.' }),
}
