import type { GazeError } from '../../errors.ts'

/** Undefined: it is over. */
export type Trouble = (error: GazeError | undefined) => void

/** Joins the troubles of all followers: tells the first of them, and when the last one is over. */
export const createTroubles = (tell: Trouble): (() => Trouble) => {
  const inTrouble = new Set<symbol>()
  return () => {
    const self = Symbol('follower')
    return (error) => {
      const before = inTrouble.size
      if (error === undefined) inTrouble.delete(self)
      else inTrouble.add(self)
      if (before === 0 && inTrouble.size > 0) tell(error)
      if (before > 0 && inTrouble.size === 0) tell(undefined)
    }
  }
}
