import type { Socket } from 'zeromq'

/** libzmq comes back after 100 to 200 ms by default; a program that opens a new socket is quicker or slower. */
const BACK_AFTER_MS = { least: 90, most: 230 } as const
/** Two returns within this are one sender that is cut again and again. */
const AGAIN_MS = 3_000

/**
 * libzmq cuts a connection that announces a message over the limit and tells nobody: all that is seen is a connection
 * that ends and comes back, again and again (its monitor gives a cut the same bare `disconnect` as a sender that
 * leaves). Calls `cut` with how often, from the second return on, the first included; each cut has cost one message.
 */
export const watchCutConnections = (
  socket: Pick<Socket, 'events'>,
  now: () => number,
  cut: (count: number) => void,
): void => {
  let endedAt = Number.NEGATIVE_INFINITY
  let backAt = Number.NEGATIVE_INFINITY
  let unconfirmed = 0
  socket.events.on('disconnect', () => {
    endedAt = now()
  })
  socket.events.on('accept', () => {
    const away = now() - endedAt
    endedAt = Number.NEGATIVE_INFINITY
    if (away < BACK_AFTER_MS.least || away > BACK_AFTER_MS.most) return
    const again = now() - backAt < AGAIN_MS
    backAt = now()
    if (again) cut(unconfirmed + 1)
    unconfirmed = again ? 0 : 1
  })
}
