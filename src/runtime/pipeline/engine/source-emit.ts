import type { Frame } from '../item.ts'
import type { Emit } from '../node.ts'
import { createYielder } from './limits.ts'
import type { Instruments } from './measure/instruments.ts'
import type { Outlet } from './stage/outlet.ts'

/** Synchronous nodes give the event loop a turn this often. */
const TURN_MS = 8

/** What the source emits enters here: it is counted, and held until everybody has taken it. */
export const createSourceEmit = (
  id: string,
  outlet: Outlet,
  { book, meter, arrived }: Instruments,
  clock: () => number,
  ended: () => boolean,
  look: (frame: Frame) => void,
): Emit => {
  const turn = createYielder(clock, TURN_MS)
  const { gave } = meter(id)
  return (item) => {
    // A source that was not stopped in time has nobody to give to any more.
    if (ended()) return item.frame.release()
    book.admit(item.frame)
    arrived()
    look(item.frame)
    gave(item, 0)
    const sent = outlet.send(item)
    if (sent === undefined) {
      book.release(item.frame)
      return turn()
    }
    return sent.then(() => {
      book.release(item.frame)
      return turn()
    })
  }
}
