import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { recognise } from '../src/runtime/models/families/registry.ts'
import { hashFile } from '../src/runtime/models/hashed-file.ts'
import { readGraph } from '../src/runtime/models/onnx/read-graph.ts'
import { programPath } from '../src/runtime/package-root.ts'
import { checkPipeline } from '../src/runtime/pipeline/check.ts'
import type { Assignment } from '../src/runtime/pod/assignment.ts'

/**
 * From the start of a pod's process to its first event (of a clip, by YOLOX-nano, `track` and `count-zone`), against a bare Node that
 * loads ONNX Runtime and the model and runs it once; interleaved, median of the rounds.
 * `GAZE_TEST_DATA=… tsx bench/pod-start.ts [CLIP] [ROUNDS]` after `npm run build`
 */
const REACH = 1.3
const LATEST_MS = 60_000
const data = process.env.GAZE_TEST_DATA
if (!data) throw new Error('GAZE_TEST_DATA names no folder with models/ and videos/')
/** Its first picture has a bottle in it, so that the first event is of the first picture. */
const CLIP = process.argv[2] ?? join(data, 'videos', 'bottle-detection.mp4')
const ROUNDS = Number(process.argv[3] ?? 11)
const MODEL = join(data, 'models', 'yolox_nano_416x416.onnx')

const BARE = `
const ort = require('onnxruntime-node')
const data = new Float32Array(3 * 416 * 416)
ort.InferenceSession.create(process.argv[1]).then(async (session) => {
  const feeds = { [session.inputNames[0]]: new ort.Tensor('float32', data, [1, 3, 416, 416]) }
  await session.run(feeds)
  process.stdout.write('ran\\n')
})`

const dir = mkdtempSync(join(tmpdir(), 'gaze-pod-start-'))

const writeAssignment = async (): Promise<string> => {
  const [reading] = recognise(await readGraph(MODEL))
  if (!reading) throw new Error(`no family reads ${MODEL}`)
  const sha256 = await hashFile(MODEL)
  const manifest = { ...reading.manifest, schema: 1 as const, sha256, bytes: 0 }
  const text = `file ${CLIP} ! detect model=yolox ! track ! count-zone polygon=0,0:1,0:1,1:0,1 ! print`
  const { spec, issues } = checkPipeline({ text, format: 'statement' })
  if (issues.length > 0) throw new Error(JSON.stringify(issues))
  const assignment: Assignment = {
    ...{ pod: 'door-a', stream: 'door', generation: 1, digest: 'sha256:0', pipeline: spec },
    models: { yolox: { sha256, manifest, path: MODEL } },
    ...{ source: 'pipeline', output: '', sinks: [], env: {}, secretEnv: [] },
    ...{ ingest: 'tcp://127.0.0.1:9', token: 'bench', httpHost: '127.0.0.1', httpPort: 0 },
    eventsDir: join(dir, 'events'),
    ledgerFile: join(dir, 'ledger.json'),
    credit: 1,
  }
  const path = join(dir, 'assignment.json')
  writeFileSync(path, JSON.stringify(assignment))
  return path
}

/** Milliseconds from the start of the program to the first byte that it writes to stdout. */
const timed = (args: readonly string[]): Promise<number> =>
  new Promise((resolve, reject) => {
    const start = performance.now()
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: LATEST_MS })
    let said = ''
    let ms: number | undefined
    child.stderr.on('data', (chunk) => (said += String(chunk)))
    child.stdout.once('data', () => {
      ms = performance.now() - start
      child.kill('SIGKILL')
    })
    child.once('error', reject)
    child.once('close', () => (ms === undefined ? reject(new Error(`no first byte: ${said}`)) : resolve(ms)))
  })

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

try {
  const assignment = await writeAssignment()
  const pod: number[] = []
  const bare: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    bare.push(await timed(['-e', BARE, MODEL]))
    rmSync(join(dir, 'events'), { recursive: true, force: true })
    pod.push(await timed([programPath('pod'), assignment]))
  }
  const ratio = median(pod) / median(bare)
  console.log(
    `first event after ${median(pod).toFixed(0)} ms, bare Node and model ${median(bare).toFixed(0)} ms: ${ratio.toFixed(2)}, reach <= ${REACH}`,
  )
  if (ratio > REACH) process.exitCode = 1
} finally {
  rmSync(dir, { recursive: true, force: true })
}
