import type { Taker } from './taker.ts'

interface Takers {
  readonly takers: readonly Taker[]
  active: Taker | undefined
}

/** The oldest; of two of the same moment, the first by name. */
const oldest = (takers: readonly Taker[]): Taker | undefined => {
  let best: Taker | undefined
  for (const taker of takers)
    if (
      best === undefined ||
      taker.since < best.since ||
      (taker.since === best.since && taker.pod < best.pod)
    )
      best = taker
  return best
}

/** One that leaves holds the stream until it is through with what it has. */
const canHold = ({ leaving, inFlight, busy }: Taker): boolean => !leaving || inFlight > 0 || busy > 0

/**
 * The pod that holds a stream whose frames must stay in order; undefined while there is none, or while another
 * gaze-server has it with a pod that is not seen here.
 *
 * Several gaze-servers come to the same choice without talking to each other, by what the pods tell each of them of the
 * others: a pod that is active anywhere holds the stream; of two such pods the older one, at every server; where none
 * is active, the oldest that no other server has told to stand by. A server that finds none so tells its pods to wait,
 * which counts nowhere as standing by, so that two servers never wait for each other. Pods of v0 say nothing: the one
 * that was recorded as started first has the stream, since all servers follow the same records.
 */
export const activeTaker = (lane: Takers): Taker | undefined => {
  const { takers } = lane
  const able = takers.filter(canHold)
  const holders = able.filter(
    (taker) => (taker === lane.active && taker.wire === 'v1') || taker.elsewhere === 'active',
  )
  lane.active =
    oldest(holders) ?? oldest(able.filter(({ leaving, elsewhere }) => !leaving && elsewhere !== 'standby'))
  return lane.active
}
