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

/** Fetches the file into a directory, whole and with the right hash, or not at all. */
const fetchInto = async (
  dir: string,
  name: string,
  { sha256 }: AssignedModel,
  { url }: Store,
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
      if (isFinal(error) || !isGazeError(error)) throw error
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

/** Where models are kept, the best place first. */
const placesOf = ({ dir, shared }: Store): string[] => (shared === undefined ? [dir] : [shared, dir])

/** Fetches the file into the first place that takes it, and gives its path. */
const fetchFile = async (
  name: string,
  model: AssignedModel,
  store: Store,
  options: ModelOptions,
): Promise<string> => {
  const [first = store.dir, ...others] = placesOf(store)
  try {
    await fetchInto(first, name, model, store, options)
    return modelPath(first, model.sha256)
  } catch (error) {
    options.signal.throwIfAborted()
    // What is said of the file or of its source is no better elsewhere.
    if (isGazeError(error)) throw error
    if (others.length === 0)
      throw new GazeError('MODEL_NOT_FOUND', `Model "${name}" cannot be kept`, {
        why: messageOf(error),
        cause: error,
      })
    options.log.warn('models cannot be kept for other pods', { dir: first, why: messageOf(error) })
  }
  return fetchFile(name, model, { url: store.url, dir: store.dir }, options)
}

/** What was fetched before, by this pod or another, is used again, if it still is what it was. */
const keptIn = async (
  dir: string,
  name: string,
  model: AssignedModel,
  { log, signal }: ModelOptions,
): Promise<ModelFile | undefined> => {
  try {
    return await checkedModel(name, modelPath(dir, model.sha256), model, signal)
  } catch (error) {
    signal.throwIfAborted()
    if (!isGazeError(error, 'MODEL_NOT_FOUND'))
      log.warn('a kept model cannot be used', { dir, why: sentenceOf(error) })
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
  for (const dir of placesOf(store)) {
    const before = await keptIn(dir, name, model, options)
    if (before !== undefined) return before
  }
  return checkedModel(name, await fetchFile(name, model, store, options), model, signal)
}

const start = (hash: unknown): string => `${String(hash).slice(0, 12)}…`

/** A pod's words are all that one sees of it, and not many of them: they say what to do, too. */
const explained = (name: string, error: unknown): unknown => {
  if (!isGazeError(error)) return error
  const { details } = error
  const next = `gaze model add FILE --name ${name} puts the right file there`
  if (details.status === 404)
    return new GazeError('MODEL_NOT_FOUND', `The file of model "${name}" is gone`, {
      ...{ why: `the site's records do not have it; ${next}`, details, cause: error },
    })
  if (error.code === 'MODEL_NOT_FOUND' && details.path !== undefined)
    return new GazeError(error.code, error.message, {
      ...{ why: `${error.why}; ${next}`, details, cause: error },
    })
  if (error.code !== 'MODEL_INVALID' || details.expected === undefined) return error
  const hashes = `Its SHA-256 is ${start(details.found)} where ${start(details.expected)} was expected`
  return new GazeError('MODEL_INVALID', error.message, {
    ...{ why: `${hashes}; ${next}`, details, cause: error },
  })
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
    const finding = find(name, options).catch((error: unknown) => {
      throw explained(name, error)
    })
    found.set(name, finding)
    // Whoever comes again tries again.
    finding.catch(() => found.delete(name))
    return finding
  }
}
