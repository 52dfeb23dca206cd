import { messageOf } from '../errors.ts'
import type { Counts } from '../ledger/types.ts'
import type { EngineState } from '../pipeline/engine/options.ts'
import type { Engine } from '../pipeline/engine.ts'
import type { Logger } from '../service/log.ts'
import { pause } from '../service/pause.ts'
import { reconnectDelay, type SourceNature } from './live-source.ts'

export interface LoopOptions {
  readonly nature: SourceNature
  readonly log: Logger
  readonly signal: AbortSignal
  /** A new engine, for one run. */
  create(): Engine
  /** Takes what a run that is over has counted. */
  settle(counts: Counts): void
  /** The source is away, and why. */
  away(message: string): void
  /** Milliseconds without a frame after which a remote source is given up and asked anew. */
  readonly stallMs?: number
  readonly random?: () => number
}

export interface PipelineLoop {
  /** Resolves when the source has ended for good or the signal aborted; rejects with what cannot be mended. */
  run(): Promise<'completed' | 'stopped'>
  state(): EngineState | undefined
  /** Of the run that is under way. */
  counts(): Counts | undefined
}

const STALL_MS = 20_000
const LOOK_MS = 1_000
/** A run of this long was a success: the next failure waits only the first delay. */
const HEALTHY_MS = 60_000

/** Aborts a run whose source gives nothing more. */
const watchStall = (engine: Engine, stallMs: number, stalled: () => void): (() => void) => {
  let frames = -1
  let movedAt = Date.now()
  const timer = setInterval(() => {
    const out = engine.state().nodes[0]?.out ?? 0
    if (out !== frames) movedAt = Date.now()
    else if (Date.now() - movedAt > stallMs) stalled()
    frames = out
  }, LOOK_MS)
  return () => clearInterval(timer)
}

/** Runs the pipeline; over and over where its source is remote and breaks. */
export const createPipelineLoop = (options: LoopOptions): PipelineLoop => {
  const { nature, log, signal, stallMs = STALL_MS, random = Math.random } = options
  let engine: Engine | undefined
  let running = false

  /** Undefined when the source came to its end, else why it broke. */
  const runOnce = async (): Promise<string | undefined> => {
    const one = options.create()
    engine = one
    running = true
    const ending = new AbortController()
    const end = (): void => ending.abort()
    signal.addEventListener('abort', end, { once: true })
    let stalled = false
    const unwatch = nature.remote
      ? watchStall(one, stallMs, () => {
          stalled = true
          end()
        })
      : undefined
    try {
      await one.run(ending.signal)
      return stalled ? `no frame came for ${Math.round(stallMs / 1000)} s` : undefined
    } finally {
      unwatch?.()
      signal.removeEventListener('abort', end)
      running = false
      options.settle(one.state().ledger)
    }
  }

  /** Why the run broke; undefined when it is over for good. */
  const attempt = async (): Promise<string | undefined> => {
    try {
      const broken = await runOnce()
      return broken ?? (nature.endless ? 'the source ended the connection' : undefined)
    } catch (error) {
      if (signal.aborted || !nature.remote) throw error
      return messageOf(error)
    }
  }

  const run = async (): Promise<'completed' | 'stopped'> => {
    for (let tries = 1; ; tries += 1) {
      const begun = Date.now()
      const broken = await attempt()
      if (signal.aborted) return 'stopped'
      if (broken === undefined) return 'completed'
      if (Date.now() - begun > HEALTHY_MS) tries = 1
      const delayMs = Math.round(reconnectDelay(tries, random))
      log.warn('the source is away', { why: broken, tries, delayMs })
      options.away(broken)
      await pause(delayMs, signal)
      if (signal.aborted) return 'stopped'
    }
  }
  return {
    run,
    state: () => engine?.state(),
    counts: () => (running ? engine?.state().ledger : undefined),
  }
}
