import { type Context, Push } from 'zeromq'
import type { Pod } from '../../records/types.ts'
import { familyOf } from '../../wire/endpoint.ts'
import { type Lane, pump, removeTaker, settle } from '../lanes/lane.ts'
import type { Taker } from '../lanes/taker.ts'

/** A pod that binds PULL and takes bare JPEGs, and our connection to it. */
export interface V0Pod extends Taker {
  readonly address: string
  close(): void
}

/**
 * Frames that libzmq holds for one pod. Fewer would make the newest a little newer (the operating system holds some
 * 60 of 50 KB besides), at twice the processor time: libzmq lets a full queue empty by half before it takes more.
 */
const SEND_QUEUE = 64

/** Unix milliseconds; 0 where it is not recorded. */
export const startOf = ({ startedAt }: Pick<Pod, 'startedAt'>): number => Date.parse(startedAt) || 0

/**
 * Connects to a v0 pod and joins it to the lane. It has one credit, which is away while a frame waits for room and
 * while there is no connection, so the newest win there too. Such a pod acknowledges nothing: `done` means handed on.
 */
export const connectV0Pod = (
  context: Context,
  lane: Lane,
  record: Pick<Pod, 'name' | 'startedAt'>,
  address: string,
): V0Pod => {
  // Without `immediate`, frames would pile up for a pod that does not listen yet.
  const socket = new Push({
    context,
    sendHighWaterMark: SEND_QUEUE,
    immediate: true,
    linger: 0,
    reconnectInterval: 50,
    ...familyOf(address),
  })
  let sending = false

  const refresh = (): void => {
    taker.credit = taker.ready && !sending ? 1 : 0
    if (taker.credit > 0 && lane.queue.length > 0) pump(lane)
  }
  const connected = (ready: boolean): void => {
    taker.ready = ready
    taker.lastSeenAt = Date.now()
    refresh()
  }
  const sent = (): void => {
    sending = false
    if (!lane.takers.includes(taker)) return
    settle(lane, taker, undefined)
    refresh()
  }
  // Closing the socket refuses what waits; the lane has counted it by then.
  const failed = (): void => {
    sending = false
    removeTaker(lane, taker, 'lost-in-crash')
  }

  const taker: V0Pod = {
    pod: record.name,
    wire: 'v0',
    address,
    ready: false,
    credit: 0,
    inFlight: 0,
    leaving: false,
    taken: 0,
    done: 0,
    lastSeenAt: 0,
    since: startOf(record),
    elsewhere: '',
    busy: 0,
    give: ({ payload }) => {
      taker.credit = 0
      sending = true
      socket.send(payload).then(sent, failed)
    },
    close: () => {
      removeTaker(lane, taker, 'lost-in-crash')
      socket.close()
    },
  }
  socket.events.on('handshake', () => connected(true))
  socket.events.on('disconnect', () => connected(false))
  socket.connect(address)
  lane.takers.push(taker)
  return taker
}
