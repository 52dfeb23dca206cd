import { setImmediate } from 'node:timers/promises'
import { pause } from '../../service/pause.ts'

/** Milliseconds after which a source that never waits lets timers and sockets have their turn. */
const BREATH_MS = 8

export type Pace = (ptsNs: bigint) => Promise<void> | undefined

/** As fast as the nodes behind take it. */
const breathing = (): Pace => {
  let last = performance.now()
  return () => {
    if (performance.now() - last < BREATH_MS) return undefined
    return setImmediate().then(() => {
      last = performance.now()
    })
  }
}

/** By the clock: each picture at its time, so that one that was late does not delay the next. */
const realTime = (signal: AbortSignal): Pace => {
  let start: number | undefined
  const breathe = breathing()
  return (ptsNs) => {
    const at = Number(ptsNs) / 1e6
    start ??= performance.now() - at
    const wait = start + at - performance.now()
    if (wait < 1) return breathe(ptsNs)
    return pause(wait, signal)
  }
}

export const createPace = (rate: 'max' | 'real', signal: AbortSignal): Pace =>
  rate === 'max' ? breathing() : realTime(signal)

/** What `rate` may be; enumerated parameters are given as text. */
export type Rate = string

/** `auto`: as fast as it goes in a run, by the clock in a stream. */
export const rateOf = (rate: Rate, mode: 'run' | 'stream'): 'max' | 'real' =>
  rate === 'max' || rate === 'real' ? rate : mode === 'run' ? 'max' : 'real'
