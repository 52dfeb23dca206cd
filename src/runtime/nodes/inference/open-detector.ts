import { availableParallelism } from 'node:os'
import { GazeError, isGazeError, messageOf } from '../../errors.ts'
import type { Detector, DetectorOptions } from '../../models/detector.ts'
import { createDetector } from '../../models/detector.ts'
import type { Family } from '../../models/families/family.ts'
import { familyNamed } from '../../models/families/registry.ts'
import { classMisfits, type Misfit, taskMisfit } from '../../models/fits.ts'
import type { Task } from '../../models/manifest.ts'
import type { ModelFile } from '../../models/model-file.ts'
import { openModelProcesses } from '../../models/process/model-processes.ts'
import { shareCores } from '../../models/process/share.ts'
import { readTuning } from '../../models/tuning.ts'
import type { NodeContext } from '../../pipeline/node.ts'
import { withSpare } from './with-spare.ts'
import { threadsOn } from '../../models/threads.ts'

interface Wanted {
  readonly model: string
  readonly threshold: number | undefined
  readonly device: string
  readonly threads: number
}

/** Finds the model that a node names and opens it. @throws GazeError MODEL_NOT_FOUND, MODEL_INVALID, PIPELINE_INVALID */
export const openDetector = async (
  wanted: Wanted,
  task: Task,
  context: NodeContext,
  more: Partial<Pick<DetectorOptions, 'iou' | 'agnostic' | 'batch'>> = {},
): Promise<{ detector: Detector; model: ModelFile; threshold: number }> => {
  const model = await find(wanted.model, context)
  const { manifest } = model
  const family = familyNamed(manifest.family)
  if (family === undefined)
    throw new GazeError(
      'MODEL_INVALID',
      `The model ${model.name} is of the unknown family ${manifest.family}`,
    )
  refuse(taskMisfit(model, task))
  const threshold = wanted.threshold ?? manifest.thresholds.score
  const options: DetectorOptions = {
    ...more,
    device: wanted.device,
    threads: wanted.threads,
    spin: context.mode === 'run',
    threshold,
    iou: more.iou ?? manifest.thresholds.iou,
    agnostic: more.agnostic ?? false,
  }
  let detector = await open(model, family, context, options)
  const { fallback } = detector
  if (fallback !== undefined)
    context.log.warn(
      `${wanted.device} does not take the model ${model.name}, so the CPU runs it: ${fallback}`,
    )
  else context.log.info(`the model ${model.name} runs on ${detector.device}`)
  // Then as fast as a CPU that was asked for.
  if (fallback !== undefined && context.offline) {
    await detector.close()
    detector = await open(model, family, context, { ...options, device: 'cpu' })
  }
  return { detector, model, threshold }
}

/** Where only speed counts, several processes look at several pictures at once, none of which waits by burning CPU. */
const open = async (
  model: ModelFile,
  family: Family,
  context: NodeContext,
  options: DetectorOptions,
): Promise<Detector> => {
  const threads = options.threads || (await threadsFor(context, model))
  const openOne = (): Promise<Detector> => createDetector(model, family, { ...options, threads })
  if (!context.offline || options.device !== 'cpu') return openOne()
  const share = shareCores(availableParallelism(), options.threads, model.manifest.bytes)
  if (share.processes === 1) return openOne()
  const shared = { ...options, threads: share.threads, spin: false }
  // Pictures go by the folder for temporary files, which one process does not need.
  const say = (error: unknown): void =>
    context.log.warn(`one process runs the model ${model.name}, not ${share.processes}: ${messageOf(error)}`)
  try {
    return withSpare(await openModelProcesses(model, shared, share.processes, context.signal), openOne, say)
  } catch (error) {
    if (isGazeError(error)) throw error
    say(error)
    return openOne()
  }
}

const find = async (name: string, { pod }: NodeContext): Promise<ModelFile> => {
  if (pod.model === undefined) throw new GazeError('MODEL_NOT_FOUND', `No model ${name} is there`)
  return pod.model(name)
}

const threadsFor = async ({ mode, pod: { cores } }: NodeContext, { path }: ModelFile): Promise<number> => {
  const fastest = (await readTuning(path))?.threads ?? 0
  return threadsOn({ mode, all: availableParallelism(), cores, fastest })
}

/** @throws GazeError PIPELINE_INVALID for a class that the model does not know */
export const checkClasses = (classes: readonly string[] | undefined, model: ModelFile): void =>
  refuse(classMisfits(model, classes ?? [])[0])

const refuse = (misfit: Misfit | undefined): void => {
  if (misfit === undefined) return
  const { message, why, hint } = misfit
  throw new GazeError('PIPELINE_INVALID', message, { ...(why !== undefined && { why }), hint })
}
