import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setForLibraries } from '../src/runtime/config.ts'
import { openVideo } from '../src/runtime/media/open-video.ts'
import { createDetector, type Detector, type DetectorOptions } from '../src/runtime/models/detector.ts'
import { familyNamed, recognise } from '../src/runtime/models/families/registry.ts'
import type { ModelFile } from '../src/runtime/models/model-file.ts'
import { openModelProcesses } from '../src/runtime/models/process/model-processes.ts'
import { shareCores } from '../src/runtime/models/process/share.ts'
import { readGraph } from '../src/runtime/models/onnx/read-graph.ts'
import { createFitter } from '../src/runtime/models/prepare/fitter.ts'
import { createTensorWriter } from '../src/runtime/models/prepare/tensor-writer.ts'

// Before it is loaded: otherwise it reports its sessions.
setForLibraries('ORT_DISABLE_TELEMETRY', '1')
const { InferenceSession, Tensor } = await import('onnxruntime-node')

/**
 * One frame: decode, letterbox, tensor, run, decode of boxes and NMS, against the bare `session.run` on a ready
 * tensor, all cores each; interleaved, median of the rounds. `one by one` as a stream does it, `side by side` as
 * `pipeline run` does. `GAZE_TEST_DATA=… tsx bench/inference.ts [CLIP] [ROUNDS]`
 */
const REACH = 1.1
/** So many that opening the clip does not show. */
const FRAMES = 300
const data = process.env.GAZE_TEST_DATA
if (!data) throw new Error('GAZE_TEST_DATA names no folder with models/ and videos/')
const CLIP = process.argv[2] ?? join(data, 'videos', 'one-by-one-person-detection.mp4')
const ROUNDS = Number(process.argv[3] ?? 5)
const MODELS = ['yolox_nano_416x416.onnx', join('agpl', 'yolov8n_int8.onnx')]

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

const modelAt = async (path: string): Promise<ModelFile> => {
  const [reading] = recognise(await readGraph(path))
  if (!reading) throw new Error(`no family reads ${path}`)
  return { name: path, path, manifest: { ...reading.manifest, schema: 1, sha256: '', bytes: 0 } }
}

/** Milliseconds a frame. */
const measure = async (work: () => Promise<number>): Promise<number> => {
  const start = performance.now()
  const frames = await work()
  return (performance.now() - start) / frames
}

/** As many at a time as the detector takes. */
const clip = async (detector: Detector): Promise<number> => {
  const reader = await openVideo(CLIP, { views: [{ kind: 'rgb' }] })
  const working: Promise<void>[] = []
  let frames = 0
  for (; frames < FRAMES; frames++) {
    const picture = await reader.next()
    if (!picture?.rgb) break
    working.push(detector.look(picture.rgb).then(() => picture.release()))
    if (working.length >= detector.parallel) await working.shift()
  }
  await Promise.all(working)
  await reader.close()
  return frames
}

for (const file of MODELS) {
  const model = await modelAt(join(data, 'models', file))
  const { input, thresholds, bytes } = model.manifest
  const options: DetectorOptions = {
    ...{ device: 'cpu', threads: 0, spin: true, agnostic: false },
    ...{ threshold: thresholds.score, iou: thresholds.iou },
  }
  const one = await createDetector(model, familyNamed(model.manifest.family)!, options)
  const { processes, threads } = shareCores(availableParallelism(), 0, bytes)
  const never = new AbortController().signal
  const many = await openModelProcesses(model, { ...options, threads, spin: false }, processes, never)
  const session = await InferenceSession.create(model.path)
  const writer = createTensorWriter(input, createFitter(input, 1), 1)
  const ready = new Tensor('float32', writer.data() as Float32Array, [...writer.dims])
  const bare = async (): Promise<number> => {
    for (let frame = 0; frame < FRAMES; frame++) await session.run({ [input.name]: ready })
    return FRAMES
  }
  const contenders = { bare, 'one by one': () => clip(one), 'side by side': () => clip(many) }
  const names = Object.keys(contenders) as (keyof typeof contenders)[]
  const costs = new Map(names.map((name) => [name, [] as number[]]))
  for (let round = 0; round < ROUNDS; round++)
    for (const name of names) costs.get(name)!.push(await measure(contenders[name]))
  for (const name of names) {
    const ratio = median(costs.get(name)!.map((cost, round) => cost / costs.get('bare')![round]!))
    const text = `${file} ${input.width}x${input.height}, ${name}: ${median(costs.get(name)!).toFixed(2)} ms a frame`
    console.log(name === 'bare' ? text : `${text}, ${ratio.toFixed(2)} of bare, reach <= ${REACH}`)
    if (ratio > REACH) process.exitCode = 1
  }
  await one.close()
  await many.close()
}
