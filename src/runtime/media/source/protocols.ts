import { existsSync } from 'node:fs'
import { GazeError } from '../../errors.ts'

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
  /** FFmpeg's input device that reads it, for cameras of this machine. */
  readonly device?: string
}

/** How FFmpeg names the camera of that number; the third part is a file that is there when the camera is. */
const CAMERAS: Readonly<Partial<Record<NodeJS.Platform, (n: string) => readonly [string, string, string?]>>> =
  {
    linux: (n) => ['v4l2', `/dev/video${n}`, `/dev/video${n}`],
    darwin: (n) => ['avfoundation', n],
  }

const cameraOf = (number: string): Target => {
  const [device, url, path] = CAMERAS[process.platform]?.(number) ?? []
  if (device === undefined || url === undefined)
    throw new GazeError('SOURCE_FAILED', `Cameras of this machine cannot be read on ${process.platform}`, {
      why: 'they are known on Linux and macOS',
      hint: 'let a program serve the camera as rtsp or http, and name that URL',
    })
  if (path !== undefined && !existsSync(path))
    throw new GazeError('SOURCE_FAILED', `There is no camera ${number}`, {
      why: `${path} does not exist`,
      hint: 'ls /dev/video* shows the cameras; --from test sends a made street scene',
    })
  return { url, protocols: 'file', local: false, device }
}

/**
 * A path is opened as a file whatever characters are in it; a URL never reaches local files; `camera:N` is the
 * camera N of this machine. @throws GazeError SOURCE_FAILED when there is no such camera.
 */
export const targetOf = (source: string): Target => {
  const camera = /^camera:(\d+)$/.exec(source)?.[1]
  if (camera !== undefined) return cameraOf(camera)
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(source)?.[1]?.toLowerCase() ?? ''
  const protocols = NETWORK[scheme]
  if (protocols !== undefined) return { url: source, protocols, local: false }
  const path = scheme === 'file' ? decodeURIComponent(new URL(source).pathname) : source
  return { url: `file:${path}`, protocols: 'file', local: true }
}
