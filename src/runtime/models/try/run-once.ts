import { GazeError, isGazeError, sentenceOf } from '../../errors.ts'
import type { Rgb } from '../../pipeline/item.ts'
import { createDetector } from '../detector.ts'
import { familyNamed } from '../families/registry.ts'
import type { ModelFile } from '../model-file.ts'
import type { Graph } from '../onnx/graph.ts'

/** Domains whose operators ONNX Runtime has. */
const KNOWN_DOMAINS = /^(ai\.onnx\.ml|com\.microsoft(\..+)?|com\.ms\..+|ai\.onnx\.preview(\..+)?)\./

/** What in the graph may be why it cannot be loaded. */
const hintFor = ({ operators, opsets }: Graph): string => {
  const own = [...operators.keys()].filter((type) => type.includes('.') && !KNOWN_DOMAINS.test(type))
  if (own.length > 0)
    return `Export it without the operators ${own.slice(0, 5).join(', ')}: they are of no domain that ONNX Runtime knows`
  return `Export it again with an earlier operator set (it has ${opsets.get('') ?? 'none'}), such as opset 17, and without what is fused for one device`
}

/** Grey as the padding of most: what no model finds anything in. */
const blank = (width: number, height: number): Rgb => ({
  width,
  height,
  data: new Uint8Array(3 * width * height).fill(114),
})

/**
 * Loads the model and runs it once on a blank picture.
 * @throws GazeError MODEL_INVALID with the reason, when it cannot be loaded, fails, or gives what its family does not;
 * MODEL_FAILED when nothing can run models here
 */
export const runOnce = async (model: ModelFile, graph: Graph): Promise<void> => {
  const { manifest, name } = model
  const family = familyNamed(manifest.family)
  if (family === undefined) throw new GazeError('INTERNAL', `there is no family ${manifest.family}`)
  const { score: threshold, iou } = manifest.thresholds
  let loaded = false
  try {
    const options = { device: 'cpu', threads: 0, spin: true, threshold, iou, agnostic: false }
    const detector = await createDetector(model, family, options)
    loaded = true
    try {
      await detector.look(blank(manifest.input.width, manifest.input.height))
    } finally {
      await detector.close()
    }
  } catch (error) {
    // That nothing can run models here is no fault of this one.
    const itsOwn = isGazeError(error, 'MODEL_INVALID') || (loaded && isGazeError(error, 'MODEL_FAILED'))
    if (isGazeError(error) && !itsOwn) throw error
    throw new GazeError('MODEL_INVALID', `${name} cannot be ${loaded ? 'run' : 'loaded'}`, {
      why: (isGazeError(error) ? error.why : undefined) ?? sentenceOf(error),
      hint: loaded
        ? `Look whether it runs where it was made; if it is not of the family ${manifest.family}, gaze model add FILE --family F says which`
        : hintFor(graph),
      cause: error,
    })
  }
}
