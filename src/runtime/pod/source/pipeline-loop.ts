import { sentenceOf } from '../../errors.ts'
import type { Counts } from '../../ledger/types.ts'
import type { EngineState } from '../../pipeline/engine/options.ts'
import type { Engine } from '../../pipeline/engine.ts'
import type { Logger } from '../../service/log.ts'
import { pause } from '../../service/pause.ts'
import { createRetryBackOff } from '../../process/retry-back-off.ts'
import type { SourceNature } from './nature.ts'

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
  readonly random?: () => number
}

export interface PipelineLoop {
  /** Resolves when the source has ended for good or the signal aborted; rejects with what cannot be mended. */
  run(): Promise<'completed' | 'stopped'>
  state(): EngineState | undefined
  /** Of the run that is under way. */
  counts(): Counts | undefined
}

/** A run of this long was a success: the next failure waits only the first delay. */
const HEALTHY_MS = 60_000
const RECONNECT = { firstMs: 1_000, mostMs: 30_000 }

/** Runs the pipeline; over and over where its source is remote and breaks. */
export const createPipelineLoop = (options: LoopOptions): PipelineLoop => {
  const { nature, log, signal, random } = options
  let engine: Engine | undefined
  let running = false

  const runOnce = async (): Promise<void> => {
    const one = options.create()
    engine = one
    running = true
    try {
      await one.run(signal)
    } finally {
      running = false
      options.settle(one.state().ledger)
    }
  }

  /** Why the run broke; undefined when it is over for good. */
  const attempt = async (): Promise<string | undefined> => {
    try {
      await runOnce()
      return nature.endless ? 'the source ended the connection' : undefined
    } catch (error) {
      if (signal.aborted || !nature.remote) throw error
      return sentenceOf(error)
    }
  }

  const run = async (): Promise<'completed' | 'stopped'> => {
    const backOff = createRetryBackOff({ ...RECONNECT, random })
    for (let tries = 1; ; tries += 1) {
      const begun = Date.now()
      const broken = await attempt()
      if (signal.aborted) return 'stopped'
      if (broken === undefined) return 'completed'
      if (Date.now() - begun > HEALTHY_MS) {
        tries = 1
        backOff.reset()
      }
      const delayMs = Math.round(backOff.next())
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
