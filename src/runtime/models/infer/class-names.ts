import { GazeError } from '../../errors.ts'
import type { Reading } from '../families/family.ts'
import type { Graph } from '../onnx/graph.ts'
import { namesInMetadata } from '../families/parts/class-names.ts'
import { type LabelSet, usualSet } from '../labels/named-sets.ts'
import { readLabels } from '../labels/read-labels.ts'
import type { Asked } from './asked.ts'

/** How many classes have a name of their own: all but those of the offset. */
const roomOf = ({ columns, manifest }: Reading): number | undefined =>
  columns === undefined ? undefined : columns - manifest.offset

const wrongCount = ({ path, command }: Asked, { names, from }: LabelSet, room: number): GazeError =>
  new GazeError('MODEL_INVALID', `The class names do not fit ${path}`, {
    why: `There are ${names.length} of them (${from}), and the model's output has ${room} classes`,
    hint: `Give the names that the model was trained with: ${command} --labels FILE`,
    details: { names: names.length, classes: room },
  })

/** `class-0` and so on, where nothing says what they are. */
const nameless = (room: number | undefined): LabelSet => ({
  names: Array.from({ length: room ?? 0 }, (_, index) => `class-${index}`),
  from: 'no names: neither the file nor --labels gives any',
})

const find = async (graph: Graph, reading: Reading, labels: string | undefined): Promise<LabelSet> => {
  const room = roomOf(reading)
  if (labels !== undefined) return readLabels(labels, room)
  const { classes } = reading.manifest
  const inFile = namesInMetadata(graph)
  if (inFile.length > 0) return { names: inFile, from: 'the names in the file' }
  if (classes.length > 0) return { names: classes, from: 'all that the family finds' }
  return usualSet(room) ?? nameless(room)
}

/**
 * Names of the model's classes: those of `--labels`, those in the file, or those that are usual for so many.
 * @throws GazeError MODEL_INVALID that says both counts, where they differ; FILE_NOT_FOUND, FILE_INVALID
 */
export const classNames = async (
  asked: Asked,
  graph: Graph,
  reading: Reading,
  labels: string | undefined,
): Promise<LabelSet> => {
  const set = await find(graph, reading, labels)
  const room = roomOf(reading)
  if (room !== undefined && set.names.length !== room) throw wrongCount(asked, set, room)
  return set
}
