import { availableParallelism } from 'node:os'
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node'
import { setForLibraries } from '../config.ts'
import { GazeError, messageOf, sentenceOf } from '../errors.ts'
import type { Tensor } from './families/family.ts'
import type { ModelFile } from './model-file.ts'
import { ortReason } from './ort-reason.ts'
import { createMinorGc } from '../process/minor-gc.ts'
import { halvesToFloats } from './prepare/half.ts'
import type { TensorData } from './prepare/tensor-writer.ts'

/** Of results. */
const COLLECT_AFTER_BYTES = 6_000_000

export interface SessionOptions {
  /** Threads of one run; 0: all cores. */
  readonly threads: number
  /** `cpu`, or an execution provider that the add-on offers on this machine (`cuda`, `coreml`, `dml`, …). */
  readonly device: string
  /** Threads wait for work by burning CPU: faster, but a machine that is shared pays for it. */
  readonly spin: boolean
}

export interface Session {
  /** The device that it runs on, and why that is not the one asked for, if it is not. */
  readonly device: string
  readonly fallback: string | undefined
  /** Runs the model; the event loop stands still meanwhile. @throws GazeError MODEL_FAILED */
  run(feeds: Readonly<Record<string, Feed>>, outputs: readonly string[]): Promise<Tensor[]>
  close(): Promise<void>
}

export interface Feed {
  readonly type: 'float32' | 'float16' | 'uint8' | 'int8' | 'int64'
  readonly data: TensorData | BigInt64Array
  readonly dims: readonly number[]
}

type Runtime = typeof import('onnxruntime-node')

/** Loads a model. A device that is not there, or that refuses it, is said in `fallback`, and the CPU does the work. */
export const openSession = async (model: ModelFile, options: SessionOptions): Promise<Session> => {
  const runtime = await loadRuntime()
  const { device } = options
  if (device === 'cpu') return load(runtime, model, options, device)
  const devices = runtime.listSupportedBackends().map(({ name }) => name)
  const fallBack = async (why: string): Promise<Session> => ({
    ...(await load(runtime, model, options, 'cpu')),
    fallback: why,
  })
  if (!devices.includes(device))
    return fallBack(`ONNX Runtime has no device ${device} here, it has ${devices.join(', ')}`)
  try {
    return await load(runtime, model, options, device)
  } catch (error) {
    return fallBack(sentenceOf(error))
  }
}

const loadRuntime = async (): Promise<Runtime> => {
  try {
    // What a site's cameras show, and that it has any, is nobody else's business: without it, it reports its sessions.
    setForLibraries('ORT_DISABLE_TELEMETRY', '1')
    // The package is CommonJS: its names are on the default export.
    const module = (await import('onnxruntime-node')) as unknown as Runtime & { default?: Runtime }
    const runtime = module.default ?? module
    // It writes to stderr by itself; what fails is thrown, too.
    runtime.env.logLevel = 'fatal'
    return runtime
  } catch (error) {
    throw new GazeError('MODEL_FAILED', 'ONNX Runtime cannot be loaded', {
      why: messageOf(error),
      hint: 'install Gaze again on this machine: its add-on onnxruntime-node is missing or made for another',
      cause: error,
    })
  }
}

const load = async (
  runtime: Runtime,
  model: ModelFile,
  { threads, spin }: SessionOptions,
  device: string,
): Promise<Session> => {
  const session = await create(runtime, model, {
    executionProviders: device === 'cpu' ? ['cpu'] : [device, 'cpu'],
    intraOpNumThreads: threads || availableParallelism(),
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    // Only what is fatal: errors are thrown, and would be said twice.
    logSeverityLevel: 4,
    extra: { session: { intra_op: { allow_spinning: spin ? '1' : '0' } } },
  })
  const collectGarbage = createMinorGc(COLLECT_AFTER_BYTES)
  return {
    device,
    fallback: undefined,
    async run(feeds, outputs) {
      const tensors = await run(runtime, session, model, feeds, outputs)
      collectGarbage(tensors.reduce((sum, { data }) => sum + data.byteLength, 0))
      return tensors
    },
    close: () => session.release(),
  }
}

const create = async (
  runtime: Runtime,
  { name, path }: ModelFile,
  options: InferenceSession.SessionOptions,
): Promise<InferenceSession> => {
  try {
    return await runtime.InferenceSession.create(path, options)
  } catch (error) {
    throw new GazeError('MODEL_INVALID', `The model ${name} cannot be loaded`, {
      why: ortReason(error, path),
      hint: `gaze model check ${name}`,
      cause: error,
    })
  }
}

const run = async (
  runtime: Runtime,
  session: InferenceSession,
  { name, path }: ModelFile,
  feeds: Readonly<Record<string, Feed>>,
  outputs: readonly string[],
): Promise<Tensor[]> => {
  const tensors = Object.entries(feeds).map(([input, { type, data, dims }]) => [
    input,
    new runtime.Tensor(type, data as never, dims),
  ])
  try {
    const results = await session.run(Object.fromEntries(tensors), outputs)
    return outputs.map((output) => readTensor(results[output]!))
  } catch (error) {
    throw new GazeError('MODEL_FAILED', `The model ${name} fails as it runs`, {
      why: ortReason(error, path),
      hint: `gaze model check ${name} --image FILE runs it on one picture`,
      cause: error,
    })
  }
}

const readTensor = (tensor: OrtTensor): Tensor => ({ dims: tensor.dims, data: numbersOf(tensor) })

const numbersOf = ({ type, data }: OrtTensor): Float32Array | Int32Array => {
  if (data instanceof Float32Array || data instanceof Int32Array) return data
  if (type === 'float16') {
    const halves = data as unknown as ArrayBufferView
    return halvesToFloats(new Uint16Array(halves.buffer, halves.byteOffset, halves.byteLength / 2))
  }
  if (data instanceof BigInt64Array) return Int32Array.from(data, Number)
  return Float32Array.from(data as ArrayLike<number>)
}
