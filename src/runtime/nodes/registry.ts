import type { AnyType } from '../pipeline/node.ts'
import { countLine } from './counting/count-line.ts'
import { countZone } from './counting/count-zone.ts'
import { draw } from './drawing/draw.ts'
import { classify } from './inference/classify.ts'
import { detect } from './inference/detect.ts'
import { faceDetect } from './inference/face-detect.ts'
import { frames } from './sinks/frames.ts'
import { jsonl } from './sinks/jsonl.ts'
import { mot } from './sinks/mot.ts'
import { print } from './sinks/print.ts'
import { zmq } from './sinks/zmq.ts'
import { detections } from './sources/detections.ts'
import { file } from './sources/file.ts'
import { images } from './sources/images.ts'
import { ingest } from './sources/ingest.ts'
import { scene } from './sources/scene.ts'
import { track } from './tracking/track.ts'
import { motion } from './vision/motion.ts'

/** Every building block, sources first. A type's file imports nothing heavy: what it runs is imported in `open`. */
export const nodeTypes: readonly AnyType[] = [
  file,
  images,
  scene,
  ingest,
  detections,
  motion,
  detect,
  track,
  countLine,
  countZone,
  classify,
  faceDetect,
  draw,
  print,
  jsonl,
  mot,
  frames,
  zmq,
]

const byName = new Map(nodeTypes.map((type) => [type.name, type]))

export const nodeType = (name: string): AnyType | undefined => byName.get(name)
