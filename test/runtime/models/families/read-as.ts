import type { Reading } from '../../../../src/runtime/models/families/family.ts'

/** The family and what must be chosen by hand, because tensors alone do not tell. */
export const READ_AS: Readonly<
  Record<string, readonly [family: string, change?: Partial<Reading['manifest']>]>
> = {
  'classify-logits': ['classify'],
  'classify-softmax': ['classify', { activation: 'none' }],
  'detr-deployed': ['detr-deployed'],
  'nanodet-plus': ['nanodet-plus'],
  nanodet: ['nanodet'],
  rfdetr: ['rfdetr'],
  'rfdetr-tuned': ['rfdetr', { variant: 'background-last', offset: 0 }],
  rtdetr: ['rtdetr'],
  'rtdetr-rows': ['rtdetr-rows'],
  'ssd-openvino': ['ssd-openvino'],
  'ssd-tf': ['ssd-tf'],
  ultraface: ['ultraface'],
  'ultraface-priors': ['ultraface', { variant: 'priors' }],
  'yolonas-batch': ['nms-batch'],
  'yolonas-flat': ['nms-flat'],
  'yolonas-raw': ['yolonas'],
  yolov10: ['yolov10'],
  yolov5: ['yolov5'],
  yolov7: ['yolov5'],
  yolov8: ['yolov8'],
  'yolox-decoded': ['yolox', { variant: 'decoded' }],
  yolox: ['yolox', { variant: 'grid' }],
  yunet: ['yunet'],
}
