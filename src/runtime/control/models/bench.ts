import { availableParallelism } from 'node:os'
import type { ModelFile } from '../../models/model-file.ts'
import { openRunner, type Runner } from '../../models/runner.ts'
import { keepTuning, type Tuning } from '../../models/tuning.ts'
import type { Rgb } from '../../pipeline/item.ts'
import { requireRecord } from '../not-found.ts'
import type { Site } from '../site.ts'
import { modelOfSite } from './model-of-site.ts'

/** One setting, and what a frame cost with it: the median of the rounds. */
export interface Measured {
  readonly threads: number
  readonly batch: number
  readonly msPerFrame: number
  readonly fps: number
}

export interface BenchedModel {
  readonly name: string
  readonly device: string
  readonly cores: number
  /** Runs side by side: one, so that each setting has the machine to itself. */
  readonly concurrency: 1
  readonly results: readonly Measured[]
  readonly best: Measured
}

interface BenchOptions {
  readonly stateDir: string
  /** Measure, and keep nothing. */
  readonly dryRun: boolean
  readonly signal: AbortSignal
  say(text: string): void
}

const ROUNDS = 5
/** Milliseconds that a round of one setting takes at least. */
const ROUND_MS = 200
const BATCHES = [1, 2, 4, 8]

/** 1, 2, 4, … and all cores. */
const threadNumbers = (cores: number): number[] => {
  const powers = Array.from({ length: 8 }, (_, n) => 2 ** n).filter((threads) => threads < cores)
  return [...powers, cores]
}

/** Noise, which no run can take a short cut through. */
const noise = (width: number, height: number): Rgb => {
  const data = new Uint8Array(width * height * 3)
  let state = 1
  for (let at = 0; at < data.length; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    data[at] = state >>> 16
  }
  return { width, height, data }
}

/** Milliseconds a frame in one round. */
const round = async (runner: Runner, picture: Rgb, signal: AbortSignal): Promise<number> => {
  const whole = { x: 0, y: 0, width: picture.width, height: picture.height }
  const regions = Array.from({ length: runner.batch }, () => whole)
  const start = performance.now()
  let frames = 0
  for (let now = start; now - start < ROUND_MS; now = performance.now()) {
    signal.throwIfAborted()
    await runner.run(picture, regions)
    frames += regions.length
  }
  return (performance.now() - start) / frames
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

const measure = async (model: ModelFile, threads: number, batch: number, signal: AbortSignal) => {
  const runner = await openRunner(model, { device: 'cpu', threads, spin: true }, batch)
  const picture = noise(model.manifest.input.width, model.manifest.input.height)
  try {
    await round(runner, picture, signal)
    const times: number[] = []
    for (let n = 0; n < ROUNDS; n++) times.push(await round(runner, picture, signal))
    const msPerFrame = median(times)
    return { threads, batch: runner.batch, msPerFrame, fps: 1000 / msPerFrame }
  } finally {
    await runner.close()
  }
}

/**
 * Measures what a frame costs, tensor and run, by threads and batch, and keeps the fastest setting for this machine:
 * streams take its threads where none are named.
 * @throws GazeError MODEL_NOT_FOUND, MODEL_INVALID
 */
export const benchModel = async (site: Site, name: string, options: BenchOptions): Promise<BenchedModel> => {
  const record = await requireRecord('model', site.records.models, name)
  const model = await modelOfSite(site, record, options.stateDir, options.signal)
  const cores = availableParallelism()
  const batches = model.manifest.input.dynamic.includes('batch') ? BATCHES : [model.manifest.input.batch]
  const results: Measured[] = []
  for (const threads of threadNumbers(cores))
    for (const batch of batches) {
      options.say(`${threads} threads, batch ${batch}`)
      results.push(await measure(model, threads, batch, options.signal))
    }
  const best = results.reduce((a, b) => (b.msPerFrame < a.msPerFrame ? b : a))
  const tuning: Tuning = { threads: best.threads, batch: best.batch, msPerFrame: best.msPerFrame, cores }
  if (!options.dryRun) await keepTuning(model.path, tuning)
  return { name, device: 'cpu', cores, concurrency: 1, results, best }
}
