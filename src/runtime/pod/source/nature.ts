import type { NodeSpec, PipelineSpec } from '../../pipeline/spec.ts'

/** Cameras and servers that send as long as they are asked: an end of theirs is a break. */
const ENDLESS = new Set(['rtsp', 'rtsps', 'rtmp', 'camera'])
const FINITE = new Set(['http', 'https'])

/** What to make of an end or a failure of the pipeline's source. */
export interface SourceNature {
  /** Comes again after a failure: try again rather than give up. */
  readonly remote: boolean
  /** An end is no completion. */
  readonly endless: boolean
}

const schemeOf = ({ params }: NodeSpec): string =>
  /^([a-z][a-z0-9+.-]*):(?:\/\/|\d+$)/i.exec(String(params.path ?? params.url ?? ''))?.[1]?.toLowerCase() ??
  ''

export const sourceNature = ({ nodes }: PipelineSpec): SourceNature => {
  const schemes = nodes.filter(({ from }) => from.length === 0).map(schemeOf)
  const endless = schemes.some((scheme) => ENDLESS.has(scheme))
  return { endless, remote: endless || schemes.some((scheme) => FINITE.has(scheme)) }
}
