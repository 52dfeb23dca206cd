import type { Graph } from '../onnx/graph.ts'
import type { Family, Reading } from './family.ts'
import { classify } from './classify.ts'
import { detrDeployed } from './detr/detr-deployed.ts'
import { nanodetPlus } from './nanodet-plus.ts'
import { nanodet } from './nanodet.ts'
import { nmsBatch } from './nms-batch.ts'
import { nmsFlat } from './nms-flat.ts'
import { rfdetr } from './detr/rfdetr.ts'
import { rtdetr } from './detr/rtdetr.ts'
import { rtdetrRows } from './detr/rtdetr-rows.ts'
import { ssdOpenvino } from './ssd-openvino.ts'
import { ssdTf } from './ssd-tf.ts'
import { ultraface } from './ultraface.ts'
import { yolonas } from './yolo/yolonas.ts'
import { yolov10 } from './yolo/yolov10.ts'
import { yolov5 } from './yolo/yolov5.ts'
import { yolov8 } from './yolo/yolov8.ts'
import { yolox } from './yolo/yolox.ts'
import { yunet } from './yunet.ts'

/** Every layout that is known; of those that fit a graph equally well, the earlier is the more usual. */
export const families: readonly Family[] = [
  yolox,
  yolov8,
  yolov5,
  yolov10,
  yolonas,
  nanodet,
  nanodetPlus,
  rtdetr,
  rtdetrRows,
  rfdetr,
  detrDeployed,
  nmsFlat,
  nmsBatch,
  ssdTf,
  ssdOpenvino,
  yunet,
  ultraface,
  classify,
]

const byName = new Map(families.map((family) => [family.name, family]))

export const familyNamed = (name: string): Family | undefined => byName.get(name)

/** Ultralytics' exports note what a model is for: `detect`, `classify`, or what is not read yet (`segment`, `pose`, `obb`). */
export const notedTask = (graph: Graph): string | undefined => graph.metadata.get('task')

/** What the graph may be, what is sure first; none where no family fits. */
export const recognise = (graph: Graph): Reading[] => {
  const noted = notedTask(graph)
  const readings = families
    .filter(({ task }) => noted === undefined || task === noted)
    .flatMap((family) => family.recognise(graph) ?? [])
  const sure = readings.filter(({ certainty }) => certainty === 'sure')
  return [...sure, ...readings.filter(({ certainty }) => certainty === 'likely')]
}
