import type { LogEntry } from 'kafkajs'
import type { Logger } from '../../../service/log.ts'
import { shownBroker } from './broker-name.ts'

/** kafkajs: errors are 1, warnings 2, all else more. */
const levelOf = (level: number): 'warn' | 'info' | 'debug' =>
  level <= 1 ? 'warn' : level === 2 ? 'info' : 'debug'

/** Gives what kafkajs says to the pod's log: what it says again and again while a broker is away, once. */
export const kafkaLogger = (log: Logger): (() => (entry: LogEntry) => void) => {
  const said = new Set<string>()
  return () =>
    ({ level, namespace, log: { message, broker } }) => {
      if (said.has(message)) return
      if (said.size > 50) said.clear()
      said.add(message)
      log[levelOf(level)](message, {
        part: `kafkajs ${namespace}`,
        ...(broker === undefined ? {} : { broker: shownBroker(String(broker)) }),
      })
    }
}
