import type { ServerNotice } from '../../../wire/ingest-protocol.ts'
import type { NodeContext, NodeState } from '../../../pipeline/node.ts'

/** No frame for this long is worth saying. */
const QUIET_MS = 5_000
/** gaze-server restarts within this. */
const AWAY_MS = 3_000

export interface IngestReport {
  frame(): void
  notice(notice: ServerNotice): void
  asked(sent: boolean): void
  close(): void
}

/** Says how the source is, where that has changed, and that it is open when it has asked for the first time. */
export const createIngestReport = (context: NodeContext, endpoint: string): IngestReport => {
  let opened = false
  let askedAt = context.now()
  let frameAt = 0
  let notice: ServerNotice = { notice: 'active', message: '' }
  let last = ''

  const stateNow = (): NodeState => {
    const now = context.now()
    if (now - askedAt > AWAY_MS)
      return { state: 'blocked', message: `gaze-server does not answer at ${endpoint}` }
    if (notice.notice === 'refused')
      return { state: 'failed', message: `gaze-server refuses: ${notice.message}` }
    if (notice.notice === 'standby') return { state: 'idle', message: notice.message, standby: true }
    if (now - frameAt > QUIET_MS) return { state: 'idle', message: 'no frames come' }
    return { state: 'ok', message: '' }
  }
  const refresh = (): void => {
    const state = stateNow()
    const text = JSON.stringify(state)
    if (text === last) return
    last = text
    context.report(state)
  }
  const timer = setInterval(refresh, 1_000)
  timer.unref()

  return {
    frame: () => {
      frameAt = context.now()
      if (last !== OK) refresh()
    },
    notice: (heard) => {
      notice = heard
      refresh()
    },
    asked: (sent) => {
      if (!sent) return
      askedAt = context.now()
      if (opened) return
      opened = true
      context.opened({})
    },
    close: () => clearInterval(timer),
  }
}

const OK = JSON.stringify({ state: 'ok', message: '' } satisfies NodeState)
