import { GazeError } from '../../errors.ts'
import { nearest } from '../../nearest.ts'
import { families, familyNamed, recognise } from '../families/registry.ts'
import type { Family, Reading } from '../families/family.ts'
import type { Graph } from '../onnx/graph.ts'
import type { Asked } from './asked.ts'
import { graphText } from './graph-text.ts'
import { taskRefusal, whyNone } from './why-none.ts'

const names = (): string => families.map(({ name }) => name).join(', ')

const withoutNames = (graph: Graph): Graph => ({
  ...graph,
  metadata: new Map([...graph.metadata].filter(([key]) => key !== 'names')),
})

/** Names that are wrong in number keep families away; with those of `--labels`, or to say what is wrong, they do not count. */
const unnamedReadings = (graph: Graph): Reading[] => recognise(withoutNames(graph))

const requireFamily = (name: string, { command }: Asked): Family => {
  const family = familyNamed(name)
  if (family !== undefined) return family
  const near = nearest(
    name,
    families.map((each) => each.name),
  )
  throw new GazeError('USAGE', `There is no family "${name}"`, {
    why: `There are ${names()}`,
    hint:
      near === undefined
        ? `${command} without --family, where the file says it itself`
        : `Did you mean "${near}"? ${command} --family ${near}`,
    details: { family: name, families: families.map((each) => each.name) },
  })
}

const noneFits = ({ path }: Asked, graph: Graph, family?: string): GazeError =>
  new GazeError(
    'MODEL_INVALID',
    family === undefined ? `${path} is of no family that is known` : `${path} cannot be read as ${family}`,
    {
      why: [whyNone(graph), `Its graph has\n${graphText(graph)}`].filter(Boolean).join('\n'),
      hint: `Export the model in the layout of one of ${names()}; docs/models.md says what each expects`,
      details: { families: families.map(({ name }) => name), inputs: graph.inputs, outputs: graph.outputs },
    },
  )

/** The graph as that family reads it. @throws GazeError USAGE (no such family), MODEL_INVALID (it does not fit) */
export const readingAs = (asked: Asked, graph: Graph, family: string): Reading => {
  const named = requireFamily(family, asked)
  if (taskRefusal(graph) !== undefined) throw noneFits(asked, graph, family)
  const reading = named.recognise(graph) ?? named.recognise(withoutNames(graph))
  if (reading === undefined) throw noneFits(asked, graph, family)
  return reading
}

/**
 * The readings of the graph: that of the family named, or those that are sure, or else all that fit; one at least.
 * @throws GazeError USAGE (no such family), MODEL_INVALID (none fits)
 */
export const fittingReadings = (
  asked: Asked,
  graph: Graph,
  family: string | undefined,
): readonly [Reading, ...Reading[]] => {
  if (family !== undefined) return [readingAs(asked, graph, family)]
  const found = recognise(graph)
  const readings = found.length > 0 ? found : unnamedReadings(graph)
  const sure = readings.filter(({ certainty }) => certainty === 'sure')
  const fitting = sure.length > 0 ? sure : readings
  const [first, ...others] = fitting
  if (first === undefined) throw noneFits(asked, graph)
  return [first, ...others]
}
