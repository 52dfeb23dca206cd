const NETWORK: Readonly<Record<string, string>> = {
  http: 'http,tcp',
  https: 'https,http,tls,tcp',
  rtsp: 'rtsp,rtp,rtcp,udp,tcp',
  rtsps: 'rtsps,rtsp,rtp,rtcp,udp,tls,tcp',
  rtmp: 'rtmp,tcp',
}

/** The schemes of addresses that a video is read from. */
export const NETWORK_SCHEMES: readonly string[] = Object.keys(NETWORK)

/** What FFmpeg is given to open, and the only protocols it may use on the way. */
export interface Target {
  readonly url: string
  readonly protocols: string
  readonly local: boolean
}

/** A path is opened as a file whatever characters are in it; a URL never reaches local files. */
export const targetOf = (source: string): Target => {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(source)?.[1]?.toLowerCase() ?? ''
  const protocols = NETWORK[scheme]
  if (protocols !== undefined) return { url: source, protocols, local: false }
  const path = scheme === 'file' ? decodeURIComponent(new URL(source).pathname) : source
  return { url: `file:${path}`, protocols: 'file', local: true }
}
