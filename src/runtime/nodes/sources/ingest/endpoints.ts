import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { tcpEndpoint } from '../../../wire/endpoint.ts'

/** All addresses of a host name; throws as the system does. */
export type Lookup = (host: string) => Promise<readonly string[]>

const systemLookup: Lookup = async (host) => (await lookup(host, { all: true })).map(({ address }) => address)

/** Where to ask: endpoints `tcp://HOST:PORT`, with a comma between them. */
export interface Endpoints {
  /** Those that name an address. */
  readonly fixed: readonly string[]
  /** Host names, whose addresses come and go. */
  readonly named: boolean
  /** All as of now. @throws what the system says of a name, unless it says that there is no address. */
  resolve(): Promise<readonly string[]>
}

interface Endpoint {
  readonly host: string
  readonly port: string
}

const parse = (text: string): Endpoint => {
  const [, host = '', port = ''] = /^tcp:\/\/\[?([^\]]+?)\]?:(\d+)$/.exec(text.trim()) ?? []
  return { host, port }
}

const textOf = ({ host, port }: Endpoint): string => tcpEndpoint(host, port)

/** Said where a name is known to have no address, as of a Service without pods. */
const NOBODY = new Set(['ENOTFOUND', 'ENODATA'])

export const parseEndpoints = (text: string, find: Lookup = systemLookup): Endpoints => {
  const all = text.split(',').map(parse)
  const fixed = all.filter(({ host }) => isIP(host) !== 0).map(textOf)
  const names = all.filter(({ host }) => isIP(host) === 0)
  const addressesOf = async ({ host, port }: Endpoint): Promise<string[]> => {
    try {
      return (await find(host)).map((address) => textOf({ host: address, port }))
    } catch (error) {
      if (NOBODY.has(String((error as NodeJS.ErrnoException).code))) return []
      throw error
    }
  }
  return {
    fixed,
    named: names.length > 0,
    resolve: async () => [...new Set([...fixed, ...(await Promise.all(names.map(addressesOf))).flat()])],
  }
}
