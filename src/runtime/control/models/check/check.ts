import { basename, resolve } from 'node:path'
import { GazeError } from '../../../errors.ts'
import { asked } from '../../../models/infer/asked.ts'
import { readingAs } from '../../../models/infer/choose-reading.ts'
import type { Hints } from '../../../models/infer/hints.ts'
import { type Inference, inferManifest } from '../../../models/infer/infer-manifest.ts'
import { isMade } from '../../../models/infer/with-choice.ts'
import type { ModelFile } from '../../../models/model-file.ts'
import type { Graph } from '../../../models/onnx/graph.ts'
import { besideModel } from '../../../models/onnx/pack/beside.ts'
import { readGraph } from '../../../models/onnx/read-graph.ts'
import { runOnce } from '../../../models/try/run-once.ts'
import { confidenceOf } from '../../../models/try/judge.ts'
import { runApart } from '../../../models/try/run-apart.ts'
import { createTrials, type Tried } from '../../../models/try/try-choices.ts'
import type { Detection, Rgb } from '../../../pipeline/item.ts'
import { isModelPath } from '../../../pipeline/model-names.ts'
import { requireRecord } from '../../not-found.ts'
import type { Site } from '../../site.ts'
import { fileModel } from './file-model.ts'
import { modelOfSite } from '../model-of-site.ts'
import { asOneFile, type OneFile, withPacked } from '../pack/one-file.ts'
import { readPicture } from './read-picture.ts'

export interface CheckOptions {
  /** The picture to try it on. */
  readonly image: string | undefined
  readonly threshold: number | undefined
  /** For a file that is not added: what people say of it. */
  readonly hints: Hints
  readonly cwd: string
  readonly stateDir: string
  readonly signal: AbortSignal
}

export interface CheckedModel {
  readonly model: ModelFile
  readonly inference: Inference
  /** What the picture shows; none without one. */
  readonly detections: readonly Detection[]
  /** Each doubt with all of its choices run on the picture; none without one. */
  readonly tried: readonly Tried[]
}

/**
 * Says what a model was taken for and from what, loads it and runs it; with a picture, on that, in each way that fits.
 * @param given Name of a model of the context, or the path of a file.
 * @throws GazeError MODEL_NOT_FOUND, MODEL_INVALID, MODEL_AMBIGUOUS, FILE_NOT_FOUND, UNDECODABLE, USAGE
 */
export const checkModel = async (site: Site, given: string, options: CheckOptions): Promise<CheckedModel> => {
  const { image, cwd, stateDir, signal } = options
  const picture = image === undefined ? undefined : await readPicture(resolve(cwd, image), signal)
  if (!isModelPath(given)) return checkFound(given, await ofRecord(site, given, options), options, picture)
  const path = resolve(cwd, given)
  const source = { path, shown: given, locate: besideModel(path) }
  return asOneFile(source, stateDir, signal, async (file) =>
    checkFound(given, await ofFile(given, file, options, picture), options, picture),
  )
}

const checkFound = async (
  given: string,
  { model, graph, inference }: Found,
  { threshold, signal }: CheckOptions,
  picture: Rgb | undefined,
): Promise<CheckedModel> => {
  if (picture === undefined) {
    await runOnce(model, graph, signal)
    return { model, inference, detections: [], tried: [] }
  }
  const order = { model, picture, threshold: threshold ?? model.manifest.thresholds.score }
  const { detections } = await runApart(order, graph, signal)
  const { doubts } = readingAs(asked('check', given), graph, model.manifest.family)
  const trials = createTrials({ name: model.name, path: model.path, graph }, picture, signal)
  const tried: Tried[] = []
  for (const doubt of doubts) tried.push(await trials.choices(model.manifest, doubt))
  return { model, inference, detections, tried }
}

interface Found {
  readonly model: ModelFile
  readonly graph: Graph
  readonly inference: Inference
}

const ofFile = async (
  given: string,
  file: OneFile,
  { hints, signal }: CheckOptions,
  picture: Rgb | undefined,
): Promise<Found> => {
  const { path } = file
  const graph = await readGraph(path, given)
  const inference = await inferManifest(
    asked('check', given),
    graph,
    hints,
    picture && createTrials({ name: basename(given), path, graph }, picture, signal),
  )
  const model = await fileModel(path, inference.manifest, signal, basename(given))
  return { model, graph, inference: withPacked(inference, file) }
}

/** How a recorded model is read is settled: what it says counts, not what would be inferred now. */
const ofRecord = async (site: Site, name: string, options: CheckOptions): Promise<Found> => {
  if (Object.values(options.hints).some((value) => value !== undefined))
    throw new GazeError('USAGE', `How "${name}" is read is recorded already`, {
      hint: `Take its file for another way: gaze model check FILE --image FILE and the flags, then gaze model add FILE --name ${name} --force and the same`,
    })
  const record = await requireRecord('model', site.records.models, name)
  const model = await modelOfSite(site, record, options.stateDir, options.signal)
  const { manifest } = model
  const graph = await readGraph(model.path)
  const { evidence, certainty, doubts } = readingAs(asked('check', name), graph, manifest.family)
  const settled = doubts.flatMap(({ what, choices }) => {
    const made = choices.find((choice) => isMade(manifest, choice))
    if (made === undefined) return []
    const others = choices.filter((choice) => choice !== made).map(({ label }) => label)
    return [{ what, chosen: made.label, others, by: 'recorded' as const }]
  })
  return { model, graph, inference: { manifest, certainty, evidence, settled } }
}

/** The detections with what each way of reading finds, as `--json` prints them. */
export const checkView = ({ model, inference, detections, tried }: CheckedModel) => ({
  name: model.name,
  family: model.manifest.family,
  variant: model.manifest.variant ?? null,
  task: model.manifest.task,
  input: model.manifest.input,
  classes: model.manifest.classes.length,
  certainty: inference.certainty,
  evidence: inference.evidence,
  settled: inference.settled,
  tried: tried.map(({ what, trials, verdict }) => ({
    what,
    choices: trials.map((trial) => ({
      label: trial.label,
      found: trial.detections.length,
      confidence: confidenceOf(trial),
      detections: trial.detections,
    })),
    clear: verdict === undefined ? null : { label: trials[verdict.index]?.label ?? '', why: verdict.why },
  })),
  detections,
})
