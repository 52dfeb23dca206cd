import { GazeError } from '../errors.ts'

/** Somebody was faster; `found` is the revision that is there, 0 where there is none. */
export const conflict = (kind: string, name: string, expected: number, found: number): GazeError => {
  const what = found === 0 ? 'was removed' : expected === 0 ? 'was added' : 'was changed'
  return new GazeError('CONFLICT', `${name} ${what} by somebody else meanwhile`, {
    hint: 'Look at what is recorded now, then repeat the command',
    details: { kind, name, expected, found },
  })
}

export const keyTaken = (name: string): GazeError =>
  new GazeError('CONFLICT', `The key of ${name} is that of another stream`, {
    why: 'Frames find their stream by its key alone',
    hint: 'Choose another key, or leave it away to get one',
    details: { name },
  })
