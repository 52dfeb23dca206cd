import { resolve } from 'node:path'
import { asked } from '../../models/infer/asked.ts'
import { inferManifest } from '../../models/infer/infer-manifest.ts'
import type { ModelFile } from '../../models/model-file.ts'
import { besideModel } from '../../models/onnx/pack/beside.ts'
import { readGraph } from '../../models/onnx/read-graph.ts'
import { isModelPath } from '../../pipeline/model-names.ts'
import { missingModel } from '../not-found.ts'
import { openSite, type SiteOptions } from '../site.ts'
import { fileModel } from './check/file-model.ts'
import { modelOfSite } from './model-of-site.ts'
import { type KeptFile, toOneFile } from './pack/one-file.ts'

/** A file that is run without being added: what its graph says has to do. @throws GazeError MODEL_INVALID, MODEL_AMBIGUOUS */
const modelOfFile = async (given: string, path: string, signal: AbortSignal): Promise<ModelFile> => {
  const { manifest } = await inferManifest(asked('add', given), await readGraph(path, given))
  return fileModel(path, manifest, signal, given)
}

const recorded = async (name: string, options: SiteOptions): Promise<ModelFile> => {
  const site = await openSite(options)
  try {
    const models = await site.records.models.list()
    const model = models.find((each) => each.name === name)
    if (model === undefined)
      throw missingModel(
        name,
        models.map((each) => each.name),
      )
    return await modelOfSite(site, model, options.stateDir, options.signal)
  } finally {
    await site.close()
  }
}

/** The models of one run. */
export interface RunModels {
  /** By its name in the context, which is opened only for one, or by the path of a file. */
  readonly find: (name: string) => Promise<ModelFile>
  /** Lets go of what was packed for the run. */
  close(): Promise<void>
}

/** Finds models for `gaze pipeline run`. */
export const modelsForRun = (options: SiteOptions, cwd: string): RunModels => {
  const { stateDir, signal } = options
  const files: KeptFile[] = []
  return {
    find: async (name) => {
      if (!isModelPath(name)) return recorded(name, options)
      const path = resolve(cwd, name)
      const file = await toOneFile({ path, shown: name, locate: besideModel(path) }, stateDir, signal)
      files.push(file)
      return modelOfFile(name, file.path, signal)
    },
    close: async () => {
      for (const file of files) await file.discard()
    },
  }
}
