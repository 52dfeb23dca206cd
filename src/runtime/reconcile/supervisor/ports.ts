import { join } from 'node:path'
import { GazeError, isGazeError } from '../../errors.ts'
import { canBind, freePort } from '../../net/free-port.ts'
import { holderOf } from '../../net/tcp-table.ts'
import { readJson, writeFileAtomic } from '../../service/files.ts'

export interface Address {
  readonly host: string
  readonly port: number
}

/** Where gaze-server listens; kept from start to start. */
export interface StackPorts {
  readonly ingestHost: string
  readonly ingest: number
  readonly pods: number
  readonly http: number
}

const LOOPBACK = '127.0.0.1'
const DEFAULTS: StackPorts = { ingestHost: LOOPBACK, ingest: 5001, pods: 5004, http: 5002 }

const fileOf = (root: string): string => join(root, 'ports.json')

const holderText = (port: number): string => {
  const holder = holderOf(port)
  return holder === undefined ? 'by another program' : `by ${holder}`
}

/** @throws GazeError PORT_IN_USE that names the port and, where it can be seen, its holder. */
const demand = async ({ host, port }: Address): Promise<number> => {
  if (await canBind(host, port)) return port
  const holder = holderOf(port)
  throw new GazeError('PORT_IN_USE', `Port ${port} on ${host} cannot be had`, {
    why: holder === undefined ? 'It is in use, or the address is not of this machine' : `${holder} has it`,
    hint: 'End that program, or choose another with --ingest HOST:PORT',
    details: { host, port, ...(holder === undefined ? {} : { holder }) },
  })
}

/** What the last start noted; a file that is damaged is as good as none. */
const keptPorts = async (root: string): Promise<Partial<StackPorts> | undefined> => {
  try {
    return await readJson<Partial<StackPorts>>(fileOf(root))
  } catch (error) {
    if (isGazeError(error, 'FILE_INVALID')) return undefined
    throw error
  }
}

type Say = (text: string) => void

/**
 * The ports of this start: those of the last one, else the usual ones; others where these are taken, which
 * `say` is told. An ingest address that was asked for is taken or refused; with port 0, all ports are free ones.
 * @throws GazeError PORT_IN_USE
 */
export const choosePorts = async (
  root: string,
  asked: Address | undefined,
  say: Say,
): Promise<StackPorts> => {
  const kept = { ...DEFAULTS, ...(await keptPorts(root)) }
  const taken = new Set<number>()

  const prefer = async (what: string, host: string, port: number): Promise<number> => {
    const free = asked?.port !== 0 && !taken.has(port) && (await canBind(host, port))
    const chosen = free ? port : await freePort(taken, host)
    if (!free && asked?.port !== 0)
      say(`port ${port} is taken ${holderText(port)}: ${what} listens on ${chosen}`)
    taken.add(chosen)
    return chosen
  }

  const ingestHost = asked?.host ?? kept.ingestHost
  const ingest =
    asked === undefined || asked.port === 0
      ? await prefer('ingest', ingestHost, kept.ingest)
      : await demand(asked)
  taken.add(ingest)
  const pods = await prefer('the port for pods', LOOPBACK, kept.pods)
  const http = await prefer('HTTP of gaze-server', LOOPBACK, kept.http)
  const ports = { ingestHost, ingest, pods, http }
  await writeFileAtomic(fileOf(root), JSON.stringify(ports))
  return ports
}
