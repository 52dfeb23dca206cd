import type { Graph } from '../onnx/graph.ts'
import type { Family, Reading } from './family.ts'
import { yolox } from './yolox.ts'

/** Every layout that is known. */
export const families: readonly Family[] = [yolox]

const byName = new Map(families.map((family) => [family.name, family]))

export const familyNamed = (name: string): Family | undefined => byName.get(name)

/** What the graph may be, what is sure first; none where no family fits. */
export const recognise = (graph: Graph): Reading[] => {
  const readings = families.flatMap((family) => family.recognise(graph) ?? [])
  const sure = readings.filter((reading) => reading.certainty === 'sure')
  return [...sure, ...readings.filter((reading) => reading.certainty === 'likely')]
}
