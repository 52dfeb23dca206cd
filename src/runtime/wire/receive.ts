import { setTimeout as sleep } from 'node:timers/promises'

/** A socket that gives messages one at a time. */
interface Receiving {
  readonly closed: boolean
  receive(): Promise<Buffer[]>
}

/** Messages in a row that were taken in vain before the reader slows down, and for how many milliseconds. */
const VAIN = { inRow: 32, pauseMs: 1 } as const

/**
 * Hands each message to `take`, at once, until the socket is closed. While all that comes is in vain (`take` says so
 * by true), it reads more slowly: the senders hold back what would only be dropped, and those who work get the
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
    inVain = take(parts) === true ? inVain + 1 : 0
    if (inVain >= VAIN.inRow) await sleep(VAIN.pauseMs)
  }
}
