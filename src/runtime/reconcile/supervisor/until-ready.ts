import { GazeError } from '../../errors.ts'
import { firstReady } from './first-ready.ts'
import { notReady, type Running } from './running.ts'

const START_MS = 60_000

/** The two waits of a start: first for gaze-server, then for all. */
export interface StartWaits {
  /** Something has changed. */
  look(): void
  /** @throws GazeError why gaze-server cannot start. */
  gazeServer(signal: AbortSignal): Promise<void>
  /** @throws GazeError FAILED with what is not ready. */
  all(signal: AbortSignal): Promise<void>
}

export const startWaits = (running: Running): StartWaits => {
  const server = firstReady(
    () => running.gazeServer?.state().ready === true,
    () => new GazeError('FAILED', 'gaze-server did not become ready', { why: notReady(running) }),
  )
  const all = firstReady(
    () => notReady(running) === '',
    () => new GazeError('FAILED', 'The local stack did not become ready', { why: notReady(running) }),
  )
  return {
    look: () => {
      server.look()
      all.look()
      const { gazeServer } = running
      if (gazeServer?.kept.backoff.looping === true) server.fail(gazeServer.failure())
    },
    gazeServer: (signal) => server.wait(START_MS, signal),
    all: (signal) => all.wait(START_MS, signal),
  }
}
