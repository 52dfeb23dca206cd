import { setTimeout as sleep } from 'node:timers/promises'

/** A socket that gives messages one at a time. */
interface Receiving {
  readonly closed: boolean
  receive(): Promise<Buffer[]>
}

/** What became of a message: a `vain` one was dropped or displaced another; of a `flood` there are far too many. */
export type Outcome = 'kept' | 'vain' | 'flood'

/** After so many messages in vain the reader pauses, for so many milliseconds. */
const VAIN = { atMost: 8, pauseMs: 1 } as const

/**
 * Hands each message to `take`, at once, until the socket is closed. After some that `take` calls `vain`, and after each
 * that it calls `flood`, it pauses: the senders hold back what would only be dropped, and those who work get the
 * processor.
 */
export const receiveAll = async (socket: Receiving, take: (parts: Buffer[]) => unknown): Promise<void> => {
  let inVain = 0
  while (!socket.closed) {
    let parts: Buffer[] | undefined
    try {
      parts = await socket.receive()
    } catch (error) {
      if (socket.closed) return
      throw error
    }
    // A socket that is closed meanwhile ends the wait with nothing.
    if (parts === undefined) continue
    const outcome = take(parts)
    if (outcome === 'vain') inVain += 1
    if (outcome !== 'flood' && inVain < VAIN.atMost) continue
    inVain = 0
    await sleep(VAIN.pauseMs)
  }
}
