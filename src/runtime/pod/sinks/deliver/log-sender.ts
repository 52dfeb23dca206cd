import type { LoggedEvent } from '../../event-log/format.ts'
import type { Logger } from '../../../service/log.ts'
import { createRetryBackOff } from '../../../process/retry-back-off.ts'
import type { LogSession } from '../log/log-session.ts'
import type { Fault, Sink } from '../sink.ts'
import type { SinkCondition } from '../sink-state.ts'
import { createBatchSize } from './batch-size.ts'
import { sendAll, type SendContext } from './send-all.ts'

/** Sends what is in logs to one sink, and notes in each how far it has come. */
export interface LogSender {
  /** False when the pod's end came before all was taken. */
  send(session: LogSession, events: readonly LoggedEvent[]): Promise<boolean>
  /** Sends on up to that offset, or to the end of the log. False as above. */
  catchUp(session: LogSession, until?: number): Promise<boolean>
}

export interface SenderOptions extends Pick<SendContext, 'ending' | 'deadline' | 'isLast'> {
  readonly sink: Sink
  readonly condition: SinkCondition
  readonly log: Logger
  readonly random?: (() => number) | undefined
}

/** While the target takes nothing. */
const RETRY = { firstMs: 250, mostMs: 5_000 }

const idOf = (text: string): string => (JSON.parse(text) as { id?: string }).id ?? ''

export const createLogSender = ({
  sink,
  condition,
  log,
  random,
  ending,
  deadline,
  isLast,
}: SenderOptions): LogSender => {
  const size = createBatchSize()
  const backOff = createRetryBackOff({ ...RETRY, random })
  let said = ''

  const blocked = (fault: Fault): void => {
    condition.blocked(fault)
    if (fault.message !== said) log.warn('the sink takes no events', { why: fault.message })
    said = fault.message
  }
  const flows = (): void => {
    condition.sent()
    if (said !== '') log.info('the sink takes events again')
    said = ''
  }

  const contextOf = ({ offsets }: LogSession): SendContext => ({
    ...{ sink, size, backOff, blocked, ending, deadline, isLast },
    taken: (batch) => {
      const { sent } = offsets.progress()
      offsets.save({ offset: batch.at(-1)!.offset + 1, sent: sent + batch.length })
      flows()
    },
    skipped: ({ offset, text }, { kind, message }) => {
      const { skipped } = offsets.progress()
      offsets.save({ offset: offset + 1, skipped: { ...skipped, [kind]: (skipped[kind] ?? 0) + 1 } })
      log.warn('an event is skipped', { why: message, offset, event: idOf(text) })
      condition.noted(message)
    },
  })

  const send: LogSender['send'] = (session, events) => sendAll(events, contextOf(session))
  const catchUp: LogSender['catchUp'] = async (session, until = Number.POSITIVE_INFINITY) => {
    while (session.offsets.progress().offset < until) {
      const events = await session.next()
      if (events.length === 0) return true
      if (!(await send(session, events))) return false
    }
    return true
  }
  return { send, catchUp }
}
