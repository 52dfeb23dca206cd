import type { Producer } from 'kafkajs'
import type { LoggedEvent } from '../../event-log/format.ts'
import type { Env } from '../../../records/types.ts'
import type { Logger } from '../../../service/log.ts'
import type { Acknowledged, Sink } from '../sink.ts'
import { settingsOf } from '../url/settings.ts'
import type { KafkaTarget } from '../url/target.ts'
import { connectProducer, letGo } from './connect.ts'
import { faultOf } from './faults.ts'
import { kafkaLogger } from './logger.ts'
import { messageOfEvent } from './message.ts'

export interface KafkaSinkOptions {
  readonly target: KafkaTarget
  /** The key of the messages, so that one partition has all events of the stream in order. */
  readonly stream: string
  /** Values of the target's variables. */
  readonly env: Env
  readonly log: Logger
}

const ALL_REPLICAS = -1
const CLOSE_MS = 1_000

/** Rejects as soon as the signal aborts, whatever becomes of the work. */
const unlessAborted = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const onAbort = (): void => reject(new Error('the time is over'))
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })

/** Sends to one topic. After a failure the connections are let go, and the next batch makes new ones. */
export const createKafkaSink = ({ target, stream, env, log }: KafkaSinkOptions): Sink => {
  const logs = kafkaLogger(log)
  const key = Buffer.from(stream)
  let producer: Promise<Producer> | undefined

  const connect = (): Promise<Producer> => {
    producer ??= Promise.resolve().then(() => connectProducer(settingsOf(target, env), logs))
    return producer
  }
  const forget = (): void => {
    const old = producer
    producer = undefined
    // One that never connected has nothing to let go.
    void old?.then(
      (connected) => letGo(connected),
      () => {},
    )
  }
  const produce = async (batch: readonly LoggedEvent[]): Promise<void> => {
    const messages = batch.map((event) => messageOfEvent(target.mode, key, event))
    await (await connect()).send({ topic: target.topic, acks: ALL_REPLICAS, messages })
  }
  const send = async (batch: readonly LoggedEvent[], signal: AbortSignal): Promise<Acknowledged> => {
    try {
      await unlessAborted(produce(batch), signal)
      return { taken: true }
    } catch (error) {
      const fault = faultOf(error, target)
      if (fault.kind !== 'too-large') forget()
      return { taken: false, fault }
    }
  }
  const close = async (): Promise<void> => {
    const connected = await producer?.catch(() => undefined)
    producer = undefined
    if (connected !== undefined)
      await unlessAborted(letGo(connected), AbortSignal.timeout(CLOSE_MS)).catch(() => {})
  }
  return { send, close }
}
