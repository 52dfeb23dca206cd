import type { Workload } from '../types.ts'

export const FIELD_MANAGER = 'gaze'

export const STREAM = 'gaze.dev/stream'
const IMAGE = 'gaze.dev/image'
export const TEMPLATE = 'gaze.dev/template'
export const GENERATION = 'gaze.dev/generation'
/** Hash of all that was rendered, so that a field which is no longer wanted is a difference too. */
export const RENDERED = 'gaze.dev/rendered'

const PART_OF = 'app.kubernetes.io/part-of'
const PART = 'gaze'

/** What belongs to any stream; objects without it are none of ours. */
export const STREAM_OBJECTS = `${PART_OF}=${PART},${STREAM}`

/** Immutable on a Deployment, so it is the stream's name and nothing that can change. */
export const selectorOf = (stream: string): Record<string, string> => ({ [PART_OF]: PART, [STREAM]: stream })

/** Streams whose objects would be called as those of the site's own services are. */
const NAMES_OF_SERVICES = ['server', 'mongo']

/** No stream begins with a dash, so the name of those few is no other stream's either. */
export const objectName = (stream: string): string =>
  NAMES_OF_SERVICES.includes(stream) ? `gaze--${stream}` : `gaze-${stream}`

export const labelsOf = ({ stream, template }: Workload): Record<string, string> => ({
  'app.kubernetes.io/name': 'gaze-stream',
  'app.kubernetes.io/instance': stream,
  'app.kubernetes.io/component': 'stream',
  'app.kubernetes.io/managed-by': 'gaze',
  [IMAGE]: template.image,
  ...selectorOf(stream),
})
