import { stat } from 'node:fs/promises'
import { GazeError, isGazeError } from '../../errors.ts'
import { asked } from '../../models/infer/asked.ts'
import type { Hints } from '../../models/infer/hints.ts'
import { type Inference, inferManifest } from '../../models/infer/infer-manifest.ts'
import type { Manifest } from '../../models/manifest.ts'
import type { ModelFile } from '../../models/model-file.ts'
import type { Graph } from '../../models/onnx/graph.ts'
import { readGraph } from '../../models/onnx/read-graph.ts'
import { checkName } from '../../records/names.ts'
import type { Draft, Records, TransferOptions } from '../../records/store.ts'
import type { Model } from '../../records/types.ts'
import { describeDifferences, type Difference, differences } from '../differences.ts'
import { followModel } from './follow-model.ts'
import { checkHash, type ModelSource } from './model-source.ts'
import { dropDamaged } from './site/drop-damaged.ts'
import { dropFile } from './remove.ts'
import { modelUsers } from './users.ts'
import { type ModelView, modelView } from './view.ts'

export interface AddModelOptions {
  readonly name?: string | undefined
  readonly sha256?: string | undefined
  readonly hints: Hints
  /** A picture that is tried where the file leaves something open. */
  readonly image?: string | undefined
  /** Refuse what cannot be loaded and run. */
  readonly check: boolean
  readonly force: boolean
  readonly dryRun: boolean
  readonly signal: AbortSignal
  readonly progress: NonNullable<TransferOptions['progress']>
}

export interface AddedModel {
  readonly model: ModelView
  readonly result: 'created' | 'configured' | 'unchanged'
  readonly inference: Inference
  readonly differences: readonly Difference[]
}

/** Somebody else may write between the look and the write; then it is looked at again, this often. */
const TRIES = 5

/** Where it came from is no part of what it is. */
const declared = ({ source: _, ...manifest }: Manifest): unknown => manifest

const exists = (name: string, found: readonly Difference[], streams: readonly string[]): GazeError =>
  new GazeError('EXISTS', `Model "${name}" exists and differs`, {
    why: describeDifferences(found),
    hint: `Add --force to replace it, or --name for another${streams.length > 0 ? `; pods of ${streams.join(', ')} then restart with it` : ''}`,
    details: { differences: found, usedBy: streams },
  })

const nameOf = ({ name }: ModelSource, given: string | undefined): string => {
  if (given === undefined && name === '')
    throw new GazeError('USAGE', 'No name follows from the name of the file', { hint: 'Add --name NAME' })
  return checkName('model', given ?? name)
}

const preview = (draft: Draft<Model>, old: Model | undefined): Model => {
  const now = new Date().toISOString()
  return { ...draft, revision: old?.revision ?? 0, createdAt: old?.createdAt ?? now, updatedAt: now }
}

type Put = Omit<AddedModel, 'inference'>

const tryPut = async (
  records: Records,
  draft: Draft<Model>,
  path: string,
  options: AddModelOptions,
): Promise<Put> => {
  const { force, dryRun, signal, progress } = options
  const [old, usersOf] = await Promise.all([records.models.get(draft.name), modelUsers(records)])
  const users = usersOf(draft.name)
  const found = old === undefined ? [] : differences(declared(old.manifest), declared(draft.manifest))
  const same = old !== undefined && found.length === 0
  if (!same && old !== undefined && !force) throw exists(draft.name, found, users.streams)
  const result = old === undefined ? 'created' : same ? 'unchanged' : 'configured'
  if (dryRun) return { model: modelView(same ? old : preview(draft, old), users), result, differences: found }
  // The record may be there and its file lost or damaged: whoever adds the model again mends it.
  if (same) await dropDamaged(records, draft.sha256)
  await records.modelFiles.put(draft.sha256, path, { signal, progress })
  if (same) return { model: modelView(old, users), result, differences: found }
  // Before the model, so that no pod runs the new one under the old generation.
  if (old !== undefined) await followModel(records, users.streams)
  const model = await records.models.put(draft, old?.revision ?? 0)
  if (old !== undefined && old.sha256 !== draft.sha256) await dropFile(records, old.sha256)
  // Whoever removed the last model with that file at the same moment has taken the file away.
  await records.modelFiles.put(draft.sha256, path, { signal })
  return { model: modelView(model, users), result, differences: found }
}

const put = async (
  records: Records,
  draft: Draft<Model>,
  path: string,
  options: AddModelOptions,
): Promise<Put> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await tryPut(records, draft, path, options)
    } catch (error) {
      if (!isGazeError(error, 'CONFLICT') || tries === TRIES) throw error
    }
  }
}

const infer = async (
  { path, shown, source }: ModelSource,
  graph: Graph,
  { hints, image, signal }: AddModelOptions,
): Promise<Inference> => {
  const from = asked('add', shown)
  if (image === undefined) return inferManifest(from, graph, hints)
  const [{ readPicture }, { createTrials }] = await Promise.all([
    import('./check/read-picture.ts'),
    import('../../models/try/try-choices.ts'),
  ])
  const picture = await readPicture(image, signal)
  return inferManifest(from, graph, hints, createTrials({ name: source, path, graph }, picture, signal))
}

const requireRuns = async (model: ModelFile, graph: Graph, signal: AbortSignal): Promise<void> => {
  const { runOnce } = await import('../../models/try/run-once.ts')
  await runOnce(model, graph, signal)
}

/**
 * Takes a model in: its file by hash, and how to run it. One that is there already, the same, stays as it is.
 * @throws GazeError MODEL_INVALID, MODEL_AMBIGUOUS with the reason; EXISTS with the difference, unless forced;
 * INVALID_NAME, FILE_NOT_FOUND, STORE_UNAVAILABLE
 */
export const addModel = async (
  records: Records,
  source: ModelSource,
  options: AddModelOptions,
): Promise<AddedModel> => {
  const name = nameOf(source, options.name)
  const graph = await readGraph(source.path, source.shown)
  const sha256 = await checkHash(source, options.sha256, options.signal)
  const inference = await infer(source, graph, options)
  const { size: bytes } = await stat(source.path)
  const manifest: Manifest = { ...inference.manifest, source: source.source, sha256, bytes }
  const file = { name: source.source, path: source.path, manifest }
  if (options.check) await requireRuns(file, graph, options.signal)
  const draft: Draft<Model> = { name, sha256, bytes, manifest }
  return { ...(await put(records, draft, source.path, options)), inference }
}
