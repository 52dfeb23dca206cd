import type { Manifest } from '../manifest.ts'
import type { Graph } from '../onnx/graph.ts'
import { applyHints, requireVariant } from './apply-hints.ts'
import type { Asked } from './asked.ts'
import { fittingReadings } from './choose-reading.ts'
import { settleFamily } from './settle-family.ts'
import { classNames } from './class-names.ts'
import { classesText, repeatedText } from './manifest-text.ts'
import type { Trials } from '../try/try-choices.ts'
import { refuseEmbedding } from './refuse-embedding.ts'
import type { Hints } from './hints.ts'
import { type Settled, settleDoubts } from './settle-doubts.ts'

/** What a model was taken for, and why. */
export interface Inference {
  readonly manifest: Omit<Manifest, 'sha256' | 'bytes'>
  readonly certainty: 'sure' | 'likely'
  /** Sentences for people. */
  readonly evidence: readonly string[]
  readonly settled: readonly Settled[]
}

/**
 * How to run a model, from its graph and what people say.
 * @param picture Where there is one: what it shows clearly is taken.
 * @throws GazeError MODEL_INVALID (no family fits, wrong number of class names), MODEL_AMBIGUOUS (several readings
 * fit), USAGE, FILE_NOT_FOUND, FILE_INVALID (labels)
 */
export const inferManifest = async (
  asked: Asked,
  graph: Graph,
  hints: Hints = {},
  picture?: Trials,
): Promise<Inference> => {
  const chosen = await settleFamily(asked, fittingReadings(asked, graph, hints.family), picture)
  const { reading } = chosen
  requireVariant(asked, reading.manifest.family, hints.variant)
  refuseEmbedding(asked, reading, hints.labels)
  const { reading: decided, settled } = await settleDoubts(asked, reading, hints, picture)
  const labels = await classNames(asked, graph, decided, hints.labels)
  const licence = graph.metadata.get('license') ?? graph.metadata.get('licence')
  return {
    manifest: {
      schema: 1,
      ...applyHints(decided.manifest, hints),
      classes: labels.names,
      ...(licence !== undefined && { licence }),
    },
    certainty: reading.certainty,
    evidence: [
      ...reading.evidence,
      `classes: ${[classesText(labels.names), labels.from, repeatedText(labels.names)].filter(Boolean).join('; ')}`,
    ],
    settled: [...chosen.settled, ...settled],
  }
}
