/** CloudEvents 1.0 in JSON (structured mode), as Gaze writes them. */
export interface GazeEvent {
  readonly specversion: '1.0'
  /** `<stream>/<generation>/<frame>/<kind>/<ordinal>`: deterministic, so that repeats can be recognised. */
  readonly id: string
  /** `/gaze/streams/<name>` */
  readonly source: string
  /** `gaze.line.crossed`, … */
  readonly type: string
  /** Capture time, RFC 3339 with milliseconds. */
  readonly time: string
  readonly datacontenttype: 'application/json'
  readonly data: Readonly<Record<string, unknown>>
}
