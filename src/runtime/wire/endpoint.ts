/** A host as it stands before a port: an IPv6 address in brackets. */
export const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host)

/** `tcp://HOST:PORT` as libzmq reads it. */
export const tcpEndpoint = (host: string, port: number | string): string => `tcp://${bracketed(host)}:${port}`

/**
 * What a socket needs for that endpoint. libzmq opens and reaches IPv6 addresses only when told to, and then takes
 * a name for its IPv6 address alone: so names stay with IPv4.
 */
export const familyOf = (endpoint: string): { readonly ipv6: boolean } => ({ ipv6: endpoint.includes('[') })
