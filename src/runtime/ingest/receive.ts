/** A socket that gives messages one at a time. */
interface Receiving {
  readonly closed: boolean
  receive(): Promise<Buffer[]>
}

/** Hands each message to `take`, at once, until the socket is closed. */
export const receiveAll = async (socket: Receiving, take: (parts: Buffer[]) => void): Promise<void> => {
  while (!socket.closed) {
    let parts: Buffer[] | undefined
    try {
      parts = await socket.receive()
    } catch (error) {
      if (socket.closed) return
      throw error
    }
    // A socket that is closed meanwhile ends the wait with nothing.
    if (parts !== undefined) take(parts)
  }
}
