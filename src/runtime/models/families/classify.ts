import type { Family } from './family.ts'
import { sigmoid, softmax } from './parts/activation.ts'
import { namesInMetadata } from './parts/class-names.ts'
import { classifierInput } from './parts/classifier-input.ts'
import { agreesWithNames, draft } from './parts/draft.ts'
import { embeddingBy, scoresOrEmbedding } from './parts/embedding.ts'
import { comesFrom, fixed, outputAt } from './parts/outputs.ts'
import { pictureInput, shapeText } from './parts/picture-input.ts'

/**
 * Classifiers: one output [batch, classes], also [batch, classes, 1, 1]; logits, or with softmax done. How their
 * pictures are prepared no layout tells: `classifierInput`. Gives every class that passes, its box being the whole
 * input.
 */
export const classify: Family = {
  name: 'classify',
  summary: 'Classifiers: logits or softmax over the classes.',
  task: 'classify',
  overlapping: false,

  recognise(graph) {
    const [output, another] = graph.outputs
    const picture = pictureInput(graph, 224)
    if (!picture || !output || another || graph.inputs.length !== 1) return undefined
    const [batch, classes, ...ones] = output.shape
    // A list as long as what was found, not a batch.
    if (!fixed(batch) && !picture.dynamic.includes('batch')) return undefined
    const count = fixed(classes)
    if (![0, 2].includes(ones.length) || ones.some((size) => size !== 1) || !count || count < 2)
      return undefined
    if (!agreesWithNames(graph, count)) return undefined
    const [last] = comesFrom(graph, output.name)
    const done = last === 'Softmax' || last === 'Sigmoid'
    const { input, from, doubts } = classifierInput(graph, picture)
    const offset = count === 1001 ? 1 : 0
    const proved = done || from === 'file' || namesInMetadata(graph).length > 0
    return {
      manifest: draft(classify, graph, {
        input,
        outputs: [output.name],
        activation: done ? 'none' : 'softmax',
        offset,
        thresholds: { score: 0.1, iou: 0.5 },
      }),
      evidence: [
        `output ${output.name} ${shapeText(output.shape)} is a score for each of ${count} classes`,
        done ? `${last} comes last: scores as they are` : 'no Softmax comes last: logits',
        ...(proved ? [] : [scoresOrEmbedding(output.name, count)]),
      ],
      certainty: from === 'file' || (done && from === 'writer') ? 'sure' : 'likely',
      columns: count,
      ...(!proved && { unproved: embeddingBy(graph, output.name, count, offset) }),
      doubts,
    }
  },

  decode(outputs, manifest, threshold) {
    const { data } = outputAt(outputs, 0)
    const { activation, offset } = manifest
    const { width, height } = manifest.input
    const scores = activation === 'softmax' ? softmax(data, 0, data.length) : data
    return Array.from(scores, (value, column) => ({
      x1: 0,
      y1: 0,
      x2: width,
      y2: height,
      score: activation === 'sigmoid' ? sigmoid(value) : value,
      classIndex: column - offset,
    })).filter(({ score, classIndex }) => score >= threshold && classIndex >= 0)
  },
}
