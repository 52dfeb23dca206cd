import type { Context } from 'zeromq'
import type { Pod } from '../../records/types.ts'
import { tcpEndpoint } from '../../wire/endpoint.ts'
import { connectV0Pod, startOf, type V0Pod } from './v0-pod.ts'
import type { Lanes } from '../lanes/lanes.ts'

/** Connections to the pods that bind a port for frames, as the records name them. */
export interface V0Pods {
  /** Connects, keeps or ends the connection, as the record says. */
  put(record: Pod): void
  remove(name: string): void
  /** A stream has come: its pods may have been recorded before it. */
  join(stream: string): void
  close(): void
}

const ENDED: ReadonlySet<Pod['phase']> = new Set(['Terminating', 'Failed', 'CrashLoop'])

export const createV0Pods = (context: Context, lanes: Lanes): V0Pods => {
  const records = new Map<string, Pod>()
  const connected = new Map<string, V0Pod>()

  const disconnect = (name: string): void => {
    connected.get(name)?.close()
    connected.delete(name)
  }
  const connect = (record: Pod): void => {
    const address = addressOf(record)
    const lane = lanes.get(record.stream)
    const known = connected.get(record.name)
    if (known !== undefined && known.address === address && lane?.takers.includes(known)) {
      known.since = startOf(record)
      return
    }
    disconnect(record.name)
    if (address === '' || lane === undefined) return
    connected.set(record.name, connectV0Pod(context, lane, record, address))
  }
  const put = (record: Pod): void => {
    records.set(record.name, record)
    connect(record)
  }

  return {
    put,
    remove: (name) => {
      records.delete(name)
      disconnect(name)
    },
    join: (stream) => {
      for (const record of records.values()) if (record.stream === stream) connect(record)
    },
    close: () => {
      for (const name of [...connected.keys()]) disconnect(name)
    },
  }
}

/** Empty while the pod has no port for frames or is ending. */
const addressOf = ({ phase, ip, ports }: Pod): string => {
  if (ports.in === undefined || ENDED.has(phase)) return ''
  return tcpEndpoint(ip === '' ? '127.0.0.1' : ip, ports.in)
}
