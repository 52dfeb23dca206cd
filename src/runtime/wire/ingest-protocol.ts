/**
 * What our pods (DEALER) and gaze-server (ROUTER, port 5004) say to each other.
 * Pod to server: one JSON part, {@link PodRequest}; sent at least every second, and after each finished frame.
 * Server to pod: [JSON {@link FrameHeader}, payload] for a frame, or one JSON part {@link ServerNotice}.
 * A pod's routing id is new at each of its starts, so that a new run under the same name is told from a reconnect.
 */
export interface PodRequest {
  readonly stream: string
  readonly pod: string
  readonly token: string
  /** How many more frames the pod can take now, all told (absolute, so a lost message does no harm). */
  readonly credit: number
  /** Frames it is through with since the last request. */
  readonly done: readonly { readonly id: number; readonly dropped?: string }[]
  /** The highest frame id that it has got, 0 before the first: what is above is still on its way. */
  readonly seen: number
  /** Now and then: every frame id it holds, so that what a broken connection lost is found. */
  readonly holds?: readonly number[]
  /** The pod is draining: give it nothing more. */
  readonly leaving?: boolean
  /** Unix milliseconds of when this run began to ask: of pods that stand by, the oldest is the next. */
  readonly since?: number
  /** What another gaze-server has told it: a stream with memory has one active pod over all of them. */
  readonly elsewhere?: 'active' | 'standby'
  /** Frames of other gaze-servers that it holds. */
  readonly busy?: number
}

export interface FrameHeader {
  /** Given by the server, counts up; never used again, also not after the server's restart. */
  readonly id: number
  /** The sender's, or the server's count for v0. */
  readonly seq: number
  /** Decimal nanoseconds since 1970: the sender's, or the time of arrival for v0. */
  readonly captureNs: string
  readonly codec: string
  readonly width?: number
  readonly height?: number
}

export interface ServerNotice {
  /** `left`: the answer to a pod that is leaving, behind the last frame that it was given. */
  readonly notice: 'active' | 'standby' | 'refused' | 'left'
  readonly message: string
  /** With `standby`: no pod is active here, because another gaze-server has told this one to stand by. */
  readonly waiting?: boolean
}

/** Header of a v1 sender's message [key, header, payload]. */
export interface SenderHeader {
  readonly seq: number
  readonly captureNs: string
  readonly codec: string
  readonly width?: number
  readonly height?: number
}

export const KEY_BYTES = 8
/** Bytes of one message part. libzmq cuts a connection that announces more, so that it costs nobody else anything. */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024
/** A pod that said nothing for this long is gone, and what it held is `lost-in-crash`. */
export const POD_SILENCE_MS = 5_000
/** A pod says something at least this often. */
export const POD_REQUEST_MS = 1_000
