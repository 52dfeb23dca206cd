import { resolve } from 'node:path'
import { isGazeError, sentenceOf } from '../../errors.ts'
import { asked } from '../../models/infer/asked.ts'
import { inferManifest } from '../../models/infer/infer-manifest.ts'
import type { Manifest } from '../../models/manifest.ts'
import { besideModel } from '../../models/onnx/pack/beside.ts'
import { readGraph } from '../../models/onnx/read-graph.ts'
import { nearest } from '../../nearest.ts'
import type { CheckedPipeline } from '../../pipeline/check.ts'
import { isModelPath, modelNames } from '../../pipeline/model-names.ts'
import { issue } from '../../pipeline/parse/draft.ts'
import type { PipelineIssue } from '../../pipeline/spec.ts'
import { pipelineMisfits } from '../../pipeline/check/misfits.ts'
import { asOneFile } from '../models/pack/one-file.ts'
import { openSite, type SiteOptions } from '../site.ts'

type Known = Pick<Manifest, 'task' | 'classes'>

export interface ModelCheck {
  readonly issues: readonly PipelineIssue[]
  /** Models about which nothing can be said here, each in a sentence. */
  readonly notes: readonly string[]
}

interface Looked {
  readonly known: ReadonlyMap<string, Known>
  readonly notes: readonly string[]
}

const inFiles = async (
  paths: readonly string[],
  { stateDir, signal }: SiteOptions,
  cwd: string,
): Promise<Looked> => {
  const known = new Map<string, Known>()
  const notes: string[] = []
  for (const path of paths) {
    try {
      const given = resolve(cwd, path)
      const source = { path: given, shown: path, locate: besideModel(given) }
      const { manifest } = await asOneFile(source, stateDir, signal, async (file) =>
        inferManifest(asked('add', path), await readGraph(file.path, path)),
      )
      known.set(path, manifest)
    } catch (error) {
      if (!isGazeError(error)) throw error
      notes.push(sentenceOf(error))
    }
  }
  return { known, notes }
}

const missing = (name: string, known: Iterable<string>): string => {
  const near = nearest(name, known)
  return `The context has no model ${name}${near === undefined ? '' : ` (did you mean ${near}?)`}; what is asked of it was not checked.`
}

const inContext = async (names: readonly string[], options: SiteOptions): Promise<Looked> => {
  if (names.length === 0) return { known: new Map(), notes: [] }
  try {
    const site = await openSite(options)
    try {
      const models = await site.records.models.list()
      const known = new Map(models.map(({ name, manifest }) => [name, manifest]))
      const absent = names.filter((name) => !known.has(name))
      return { known, notes: absent.map((name) => missing(name, known.keys())) }
    } finally {
      await site.close()
    }
  } catch (error) {
    if (!isGazeError(error)) throw error
    return { known: new Map(), notes: [`Models were not looked at: ${sentenceOf(error)}`] }
  }
}

/**
 * Finds what a checked pipeline asks of models that they cannot do (those of the context, and files that it names), and
 * classes that it counts and never gives.
 */
export const checkModels = async (
  { spec, placeOf }: Pick<CheckedPipeline, 'spec' | 'placeOf'>,
  options: SiteOptions,
  cwd: string,
): Promise<ModelCheck> => {
  const names = modelNames(spec, {})
  const files = await inFiles(names.filter(isModelPath), options, cwd)
  const models = await inContext(
    names.filter((name) => !isModelPath(name)),
    options,
  )
  const misfits = pipelineMisfits(spec, {}, (name) => files.known.get(name) ?? models.known.get(name))
  const issues = misfits.map(({ code, node, param, message, suggestion }) => {
    const { path, ...place } = placeOf(node, param)
    return issue(code, place, message, path, suggestion)
  })
  return { issues, notes: [...files.notes, ...models.notes] }
}
