import type { Graph } from '../onnx/graph.ts'

/** A layout that exporters write and no family reads. */
interface Unread {
  fits(graph: Graph): boolean
  /** What it is, and what to do instead. */
  readonly why: string
}

const hasInput = (pattern: RegExp) => (graph: Graph) => graph.inputs.some(({ name }) => pattern.test(name))

const hasOutput = (pattern: RegExp) => (graph: Graph) => graph.outputs.some(({ name }) => pattern.test(name))

/**
 * Known by the names of Paddle2ONNX, Hugging Face's exporters, MMDeploy (which gives score and box in one `dets`) and
 * RF-DETR.
 */
const UNREAD: readonly Unread[] = [
  {
    fits: hasInput(/^(scale_factor|im_shape)$/),
    why: 'Its input scale_factor or im_shape is that of PaddleDetection (PP-YOLOE, PicoDet, RT-DETR), whose pictures are prepared as its infer_cfg.yml says; that is not run. RT-DETR of lyuwenyu/RT-DETR or Hugging Face and PP-YOLOE of super-gradients are',
  },
  {
    fits: hasInput(/^(input_ids|text_features|text_embeds)$/),
    why: 'It finds what a text asks for, which is another input; that is not run. Export it with its classes fixed (YOLO-World: after set_classes)',
  },
  {
    fits: hasInput(/^pixel_mask$/),
    why: 'Its input pixel_mask says which pixels are a picture; export it with pixel_values alone (optimum-cli export onnx --task object-detection)',
  },
  {
    fits: hasInput(/^image_shape$/),
    why: "Its input image_shape is that of the YOLOv3 of ONNX's model zoo, whose outputs name boxes by their numbers; that is not run. Export YOLOv3 with Ultralytics (yolov3u)",
  },
  {
    fits: ({ inputs, outputs }) =>
      inputs[0]?.name === 'pixel_values' &&
      outputs.length > 3 &&
      !outputs.some(({ name }) => /mask/i.test(name)),
    why: 'It returns all that a model of Hugging Face has, under names that say nothing; export it with logits and pred_boxes alone, under these names (torch.onnx.export: output_names)',
  },
  {
    fits: hasOutput(/keypoints?/i),
    why: 'It finds keypoints; what is run finds boxes, classes or faces',
  },
  {
    fits: ({ outputs }) => outputs.some(({ name, shape }) => name === 'dets' && shape.at(-1) === 5),
    why: 'Its output dets is that of MMDeploy, box and score together, and how pictures are prepared is in the pipeline.json beside it; that is not run. Export it with MMYOLO or the exporter of its family',
  },
  {
    fits: ({ outputs }) =>
      outputs.length === 2 &&
      outputs.some(({ shape }) => shape.length === 3 && shape[2] === 4) &&
      outputs.every(({ name }) => /regression|classification|anchors/i.test(name)),
    why: 'Its boxes are distances from anchors that the file does not have (EfficientDet, RetinaNet); export it with its boxes decoded',
  },
]

/** What a layout is that exporters write and nobody here reads. */
export const unreadLayout = (graph: Graph): string | undefined => UNREAD.find(({ fits }) => fits(graph))?.why
