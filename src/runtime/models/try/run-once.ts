import type { ModelFile } from '../model-file.ts'
import type { Graph } from '../onnx/graph.ts'
import { runApart } from './run-apart.ts'

/** Loads the model and runs it once on a blank picture. @throws GazeError MODEL_INVALID, MODEL_FAILED */
export const runOnce = async (model: ModelFile, graph: Graph, signal: AbortSignal): Promise<void> => {
  await runApart({ model, picture: undefined, threshold: model.manifest.thresholds.score }, graph, signal)
}
