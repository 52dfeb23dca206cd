import { GazeError } from '../../errors.ts'
import { nearest } from '../../nearest.ts'
import { families, familyNamed, recognise } from '../families/registry.ts'
import type { Family, Reading } from '../families/family.ts'
import type { Graph } from '../onnx/graph.ts'
import { graphText } from './graph-text.ts'

const names = (): string => families.map(({ name }) => name).join(', ')

const withoutNames = (graph: Graph): Graph => ({
  ...graph,
  metadata: new Map([...graph.metadata].filter(([key]) => key !== 'names')),
})

/** Names that are wrong in number keep families away; with those of `--labels`, or to say what is wrong, they do not count. */
const unnamedReadings = (graph: Graph): Reading[] => recognise(withoutNames(graph))

const requireFamily = (name: string): Family => {
  const family = familyNamed(name)
  if (family !== undefined) return family
  const near = nearest(
    name,
    families.map((each) => each.name),
  )
  throw new GazeError('USAGE', `There is no family "${name}"`, {
    why: `There are ${names()}`,
    ...(near === undefined ? {} : { hint: `Did you mean "${near}"?` }),
    details: { family: name, families: families.map((each) => each.name) },
  })
}

/** `yolov8 (sure): output0 1x84x8400 is …; …` */
const readingText = ({ manifest, certainty, evidence }: Reading): string =>
  `${manifest.family} (${certainty}): ${evidence.join('; ')}`

const noneFits = (path: string, graph: Graph, family?: string): GazeError =>
  new GazeError(
    'MODEL_INVALID',
    family === undefined ? `${path} is of no family that is known` : `${path} cannot be read as ${family}`,
    {
      why: `Its graph has\n${graphText(graph)}`,
      hint: `Export the model in the layout of one of ${names()}; docs/models.md says what each expects`,
      details: { families: families.map(({ name }) => name), inputs: graph.inputs, outputs: graph.outputs },
    },
  )

const severalFit = (path: string, readings: readonly Reading[]): GazeError =>
  new GazeError('MODEL_AMBIGUOUS', `${path} can be read in ${readings.length} ways`, {
    why: readings.map(readingText).join('\n'),
    hint: `Say which: ${readings.map(({ manifest }) => `--family ${manifest.family}`).join(' or ')}`,
    details: { families: readings.map(({ manifest }) => manifest.family) },
  })

/**
 * The one reading of the graph: that of the family named, or the one that is sure, or the only one there is.
 * @throws GazeError USAGE (no such family), MODEL_INVALID (none fits), MODEL_AMBIGUOUS (several do)
 */
export const chooseReading = (path: string, graph: Graph, family: string | undefined): Reading => {
  if (family !== undefined) {
    const reading =
      requireFamily(family).recognise(graph) ?? requireFamily(family).recognise(withoutNames(graph))
    if (reading === undefined) throw noneFits(path, graph, family)
    return reading
  }
  const found = recognise(graph)
  const readings = found.length > 0 ? found : unnamedReadings(graph)
  const sure = readings.filter(({ certainty }) => certainty === 'sure')
  const fitting = sure.length > 0 ? sure : readings
  const [first] = fitting
  if (first === undefined) throw noneFits(path, graph)
  if (fitting.length > 1) throw severalFit(path, fitting)
  return first
}
