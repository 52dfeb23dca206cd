import { join } from 'node:path'
import { setForLibraries } from '../src/runtime/config.ts'
import { openVideo } from '../src/runtime/media/open-video.ts'
import { createDetector } from '../src/runtime/models/detector.ts'
import { familyNamed, recognise } from '../src/runtime/models/families/registry.ts'
import type { ModelFile } from '../src/runtime/models/model-file.ts'
import { readGraph } from '../src/runtime/models/onnx/read-graph.ts'
import { createFitter } from '../src/runtime/models/prepare/fitter.ts'
import { createTensorWriter } from '../src/runtime/models/prepare/tensor-writer.ts'

// Before it is loaded: otherwise it reports its sessions.
setForLibraries('ORT_DISABLE_TELEMETRY', '1')
const { InferenceSession, Tensor } = await import('onnxruntime-node')

/**
 * One frame: decode, letterbox, tensor, run, decode of boxes and NMS, against the bare `session.run` on a ready
 * tensor; interleaved, median of the rounds. `GAZE_TEST_DATA=… tsx bench/inference.ts [CLIP] [ROUNDS]`
 */
const REACH = 1.1
const FRAMES = 100
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

/** Milliseconds of wall time and of CPU a frame. */
interface Cost {
  readonly wall: number
  readonly cpu: number
}

const measure = async (work: () => Promise<number>): Promise<Cost> => {
  const before = process.cpuUsage()
  const start = performance.now()
  const frames = await work()
  const { user, system } = process.cpuUsage(before)
  return { wall: (performance.now() - start) / frames, cpu: (user + system) / 1000 / frames }
}

for (const file of MODELS) {
  const model = await modelAt(join(data, 'models', file))
  const { input, thresholds } = model.manifest
  const detector = await createDetector(model, familyNamed(model.manifest.family)!, {
    device: 'cpu',
    threads: 0,
    spin: true,
    threshold: thresholds.score,
    iou: thresholds.iou,
    agnostic: false,
  })
  const session = await InferenceSession.create(model.path)
  const fitter = createFitter(input, 1)
  const writer = createTensorWriter(input, fitter, 1)
  const ready = new Tensor('float32', writer.data() as Float32Array, [...writer.dims])

  const whole = async (): Promise<number> => {
    const reader = await openVideo(CLIP, { views: [{ kind: 'rgb' }] })
    let frames = 0
    for (; frames < FRAMES; frames++) {
      const picture = await reader.next()
      if (!picture?.rgb) break
      await detector.look(picture.rgb)
      picture.release()
    }
    await reader.close()
    return frames
  }
  const bare = async (): Promise<number> => {
    for (let frame = 0; frame < FRAMES; frame++) await session.run({ [input.name]: ready })
    return FRAMES
  }
  const costs: Record<'whole' | 'bare', Cost[]> = { whole: [], bare: [] }
  for (let round = 0; round < ROUNDS; round++) {
    costs.bare.push(await measure(bare))
    costs.whole.push(await measure(whole))
  }
  const of = (name: keyof typeof costs, what: keyof Cost): number =>
    median(costs[name].map((cost) => cost[what]))
  const ratio = of('whole', 'wall') / of('bare', 'wall')
  console.log(
    `${file} ${input.width}x${input.height}: frame ${of('whole', 'wall').toFixed(2)} ms (CPU ${of('whole', 'cpu').toFixed(2)}), ` +
      `bare ${of('bare', 'wall').toFixed(2)} ms (CPU ${of('bare', 'cpu').toFixed(2)}): ${ratio.toFixed(2)}, reach <= ${REACH}`,
  )
  if (ratio > REACH) process.exitCode = 1
  await detector.close()
}
