import { GazeError } from './errors.ts'
import { nearest } from './nearest.ts'

/** Where commands act. */
export interface Context {
  readonly name: string
  readonly kind: 'local'
}

/** All contexts, by name. */
export const CONTEXTS: readonly Context[] = [{ name: 'local', kind: 'local' }]

/** @throws GazeError CONTEXT_NOT_FOUND with the nearest name. */
export const findContext = (name: string): Context => {
  const found = CONTEXTS.find((context) => context.name === name)
  if (found) return found
  const names = CONTEXTS.map((context) => context.name)
  throw new GazeError('CONTEXT_NOT_FOUND', `There is no context "${name}"`, {
    why: `Known: ${names.join(', ')}.`,
    hint: `gaze context use ${nearest(name, names) ?? names[0]}`,
    details: { name, known: names },
  })
}
