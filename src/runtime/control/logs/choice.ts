import { GazeError } from '../../errors.ts'
import { nearest } from '../../nearest.ts'

/** Whose lines are wanted. */
export interface Choice {
  readonly streams: readonly string[]
  readonly services: readonly string[]
  readonly all: boolean
}

/** @throws GazeError USAGE when nothing was named, or a service that a context of that kind does not have. */
export const checkServices = ({ streams, services, all }: Choice, known: readonly string[]): void => {
  if (streams.length + services.length === 0 && !all)
    throw new GazeError('USAGE', 'Nothing to tail was named', {
      hint: 'name streams, or give --service gaze-server or --all',
    })
  const wrong = services.find((name) => !known.includes(name))
  if (wrong === undefined) return
  throw new GazeError('USAGE', `There is no service "${wrong}"`, {
    why: `There are ${known.slice(0, -1).join(', ')} and ${known.at(-1)}`,
    hint: `--service ${nearest(wrong, known) ?? known[0]}`,
  })
}

/** @throws GazeError STREAM_NOT_FOUND */
export const streamNotFound = (name: string, recorded: readonly string[]): GazeError => {
  const near = nearest(name, recorded)
  return new GazeError('STREAM_NOT_FOUND', `There is no stream "${name}"`, {
    why: 'No stream of that name is recorded',
    hint: near === undefined ? 'gaze stream list' : `did you mean "${near}"?`,
    details: { stream: name },
  })
}
