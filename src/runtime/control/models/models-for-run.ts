import { resolve } from 'node:path'
import { asked } from '../../models/infer/asked.ts'
import { inferManifest } from '../../models/infer/infer-manifest.ts'
import type { ModelFile } from '../../models/model-file.ts'
import { readGraph } from '../../models/onnx/read-graph.ts'
import { isModelPath } from '../../pipeline/model-names.ts'
import { requireRecord } from '../not-found.ts'
import { openSite, type SiteOptions } from '../site.ts'
import { fileModel } from './check/file-model.ts'
import { modelOfSite } from './model-of-site.ts'

/** A file that is run without being added: what its graph says has to do. @throws GazeError MODEL_INVALID, MODEL_AMBIGUOUS */
const modelOfFile = async (given: string, cwd: string, signal: AbortSignal): Promise<ModelFile> => {
  const path = resolve(cwd, given)
  const { manifest } = await inferManifest(asked('add', given), await readGraph(path, given))
  return fileModel(path, manifest, signal, given)
}

const recorded = async (name: string, options: SiteOptions): Promise<ModelFile> => {
  const site = await openSite(options)
  try {
    const model = await requireRecord('model', site.records.models, name)
    return await modelOfSite(site, model, options.stateDir, options.signal)
  } finally {
    await site.close()
  }
}

/** Finds models for `gaze pipeline run`: names in the context, which is opened only for one, and paths of files. */
export const modelsForRun =
  (options: SiteOptions, cwd: string): ((name: string) => Promise<ModelFile>) =>
  (name) =>
    isModelPath(name) ? modelOfFile(name, cwd, options.signal) : recorded(name, options)
