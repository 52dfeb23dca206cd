import type { Socket } from 'zeromq'

/** Milliseconds within which a sender whose connection was cut is back: libzmq waits 100 by default. */
const BACK_WITHIN_MS = 150
/** A connection that lives no longer than this is cut again for the same reason. */
const SHORT_LIFE_MS = 2_000

/**
 * libzmq cuts a connection that announces a message over the limit and tells nobody: all that is seen is a connection
 * that ends and comes back at once, again and again. Calls `cut` for each time from the second on.
 */
export const watchCutConnections = (socket: Socket, now: () => number, cut: () => void): void => {
  let endedAt = Number.NEGATIVE_INFINITY
  let backAt = Number.NEGATIVE_INFINITY
  socket.events.on('accept', () => {
    if (now() - endedAt > BACK_WITHIN_MS) return
    backAt = now()
    endedAt = Number.NEGATIVE_INFINITY
  })
  socket.events.on('disconnect', () => {
    endedAt = now()
    if (now() - backAt > SHORT_LIFE_MS) return
    backAt = Number.NEGATIVE_INFINITY
    cut()
  })
}
