import { GazeError, isGazeError, messageOf, sentenceOf } from '../errors.ts'
import { checkedModel } from '../models/checked-model.ts'
import { writeHashed } from '../models/hashed-file.ts'
import type { ModelFile } from '../models/model-file.ts'
import { createRetryBackOff } from '../process/retry-back-off.ts'
import { callParts } from '../service/http-client.ts'
import type { Logger } from '../service/log.ts'
import { pause } from '../service/pause.ts'
import { modelPath } from '../state-dir.ts'
import type { AssignedModel, Assignment } from './assignment.ts'

/** A server that sends nothing for so long is asked again. */
const STALL_MS = 20_000
/** How often it is asked before the pod gives up, and is started again by its parent. */
const TRIES = 8
const RETRY = { firstMs: 500, mostMs: 10_000 }

type Store = NonNullable<Assignment['modelStore']>

interface ModelOptions extends Pick<Assignment, 'models' | 'modelStore' | 'token'> {
  readonly log: Logger
  readonly signal: AbortSignal
}

const isFinal = (error: unknown): boolean =>
  isGazeError(error, 'MODEL_INVALID') ||
  isGazeError(error, 'NOT_ALLOWED') ||
  (isGazeError(error) && error.details.status === 404)

/** Fetches the file, whole and with the right hash, or not at all. */
const fetchFile = async (
  name: string,
  { sha256 }: AssignedModel,
  { url, dir }: Store,
  { token, log, signal }: ModelOptions,
): Promise<void> => {
  const backOff = createRetryBackOff(RETRY)
  const call = { url: `${url}/${sha256}`, token, signal, timeoutMs: STALL_MS }
  for (let tries = 1; ; tries += 1) {
    try {
      await writeHashed(modelPath(dir, sha256), callParts(call), { sha256, what: `Model "${name}"` })
      return log.info('a model is fetched', { model: name, sha256 })
    } catch (error) {
      signal.throwIfAborted()
      if (isFinal(error)) throw error
      if (tries === TRIES)
        throw new GazeError('MODEL_NOT_FOUND', `Model "${name}" cannot be fetched`, {
          why: sentenceOf(error),
          hint: 'gaze doctor looks whether gaze-server answers',
          cause: error,
        })
      if (tries === 1) log.warn('a model cannot be fetched yet', { model: name, why: messageOf(error) })
      await pause(backOff.next(), signal)
    }
  }
}

/** What was fetched before is used again, if it still is what it was. */
const kept = async (
  name: string,
  model: AssignedModel,
  { dir }: Store,
  { log, signal }: ModelOptions,
): Promise<ModelFile | undefined> => {
  try {
    return await checkedModel(name, modelPath(dir, model.sha256), model, signal)
  } catch (error) {
    if (isGazeError(error, 'MODEL_INVALID')) log.warn('a kept model is damaged', { why: sentenceOf(error) })
    else if (!isGazeError(error, 'MODEL_NOT_FOUND')) throw error
    return undefined
  }
}

const find = async (name: string, options: ModelOptions): Promise<ModelFile> => {
  const model = options.models?.[name]
  if (model === undefined)
    throw new GazeError('MODEL_NOT_FOUND', `The pod was given no model "${name}"`, {
      hint: 'Name it in the pipeline or in the env of the image or stream, not in a secret',
    })
  const { modelStore: store, signal } = options
  if (model.path !== undefined) return checkedModel(name, model.path, model, signal)
  if (store === undefined) throw new GazeError('INTERNAL', `nothing says where model "${name}" is`)
  const before = await kept(name, model, store, options)
  if (before !== undefined) return before
  await fetchFile(name, model, store, options)
  return checkedModel(name, modelPath(store.dir, model.sha256), model, signal)
}

/**
 * Finds models that the pod was assigned, each once; a file that has another hash is refused.
 * @returns what `PodContext.model` is
 */
export const createModels = (options: ModelOptions): ((name: string) => Promise<ModelFile>) => {
  const found = new Map<string, Promise<ModelFile>>()
  return (name) => {
    const known = found.get(name)
    if (known !== undefined) return known
    const finding = find(name, options)
    found.set(name, finding)
    // Whoever comes again tries again.
    finding.catch(() => found.delete(name))
    return finding
  }
}
