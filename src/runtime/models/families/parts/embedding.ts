import { usualSet } from '../../labels/named-sets.ts'
import type { Graph } from '../../onnx/graph.ts'
import { comesFrom } from './outputs.ts'

/** Embeddings have so many values at least; that many classes mostly come with names, softmax or a usual number. */
const WIDE = 64

/** They make a vector as long as 1, to be compared with others: no classifier does so with its logits. */
const LENGTH = ['LpNormalization', 'ReduceL2']

const CALLED_EMBEDDING = /embed|feature|feat(s|$)|descriptor|(last_)?hidden_state|pooler|pooled/i
const CALLED_SCORES = /logit|prob|score|class|cls|softmax|pred/i

/** Why the values of a vector, which nothing proves to be scores of classes, may be an embedding. */
export const embeddingBy = (
  graph: Graph,
  output: string,
  count: number,
  offset: number,
): string | undefined => {
  const [last = '', ...before] = comesFrom(graph, output)
  const scaled = LENGTH.includes(last) || (last === 'Div' && before.some((each) => LENGTH.includes(each)))
  if (scaled || last === 'BatchNormalization')
    return `Its ${count} values look like an embedding: ${scaled ? 'a division by their length' : last} comes last`
  if (CALLED_EMBEDDING.test(output) && !CALLED_SCORES.test(output))
    return `Its ${count} values are called "${output}", as an embedding is`
  if (count < WIDE || usualSet(count - offset)) return undefined
  return `Its ${count} values may as well be an embedding: no Softmax comes last, nothing names classes, and no usual set has so many`
}

/** What speaks for either, for people who name the family: neither a Softmax nor names of classes do. */
export const scoresOrEmbedding = (output: string, count: number): string =>
  CALLED_SCORES.test(output)
    ? `no names of classes are in the file; the output's name "${output}" is one of scores`
    : `nothing in the file proves that its ${count} values are scores of classes and not an embedding: no Softmax, no names`
