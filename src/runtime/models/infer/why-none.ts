import { pictureRefusal } from '../families/parts/picture-input.ts'
import { families, notedTask } from '../families/registry.ts'
import type { Dimension, Graph } from '../onnx/graph.ts'
import { valueText } from './graph-text.ts'
import { unreadLayout } from './unread-layouts.ts'

/** What the metadata says that the model is for, where no family does that; known by the words of Ultralytics. */
const TASKS: Readonly<Record<string, string>> = {
  segment: 'segmentation (masks)',
  semantic: 'semantic segmentation (masks)',
  pose: 'pose (keypoints)',
  obb: 'oriented boxes',
  depth: 'depth',
}

/** Why its noted task keeps it from being run, whatever its shapes; undefined where it does not. */
export const taskRefusal = (graph: Graph): string | undefined => {
  const task = notedTask(graph)
  if (task === undefined || families.some((family) => family.task === task)) return undefined
  return `Its metadata calls it a model for ${TASKS[task] ?? `"${task}"`}; what is run finds boxes, classes or faces`
}

/** Open, or larger. */
const isLarge = (dimension: Dimension | undefined, than: number): boolean =>
  typeof dimension !== 'number' || dimension > than

/** What stands in the way of every family, where that can be said. */
export const whyNone = (graph: Graph): string | undefined => {
  const refused = taskRefusal(graph) ?? unreadLayout(graph)
  if (refused !== undefined) return refused
  const { inputs, outputs } = graph
  const picture = inputs.find(({ shape }) => shape.length === 4)
  const [only] = inputs
  if (picture === undefined && only?.shape.length === 3)
    return `Its input ${valueText(only)} has no axis for the batch, as torchvision's detectors (SSD, Faster R-CNN, RetinaNet) write it; those are not run`
  if (picture === undefined) return 'No input has the four axes of a picture (batch, channels, height, width)'
  const unfit = pictureRefusal(picture)
  if (unfit !== undefined) return `Its input ${valueText(picture)} takes ${unfit}`
  const masks = outputs.find(
    ({ shape: [, , down, across, ...more] }) =>
      across !== undefined && more.length === 0 && isLarge(down, 1) && isLarge(across, 7),
  )
  if (outputs.length > 1 && outputs.every(({ shape }) => shape.length === 5))
    return 'Its outputs are the levels of a YOLO before they are decoded; export it with its grid (YOLOv7: export.py --grid; YOLOv5: without train mode)'
  const [one, another] = outputs
  if (one && !another && one.shape.length === 2 && one.shape[1] === 1)
    return `Its output ${valueText(one)} is one value; a classifier has a score for each of two classes at least`
  return masks && `Its output ${valueText(masks)} is a map or masks, as of segmentation; that is not run`
}
