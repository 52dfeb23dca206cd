/** The form of files that `gaze apply` reads and `gaze export` writes. */
export const API_VERSION = 'gaze.dev/v1'

interface FieldBase {
  readonly summary: string
  readonly required?: boolean
}
export interface TextField extends FieldBase {
  readonly type: 'text'
  readonly values?: readonly string[]
}
export interface IntegerField extends FieldBase {
  readonly type: 'integer'
  readonly min: number
  readonly max: number
}
/** `texts`: a list of texts; `map`: texts by name; `command`: a text or a list; `pipeline`: a statement or a graph. */
interface OtherField extends FieldBase {
  readonly type: 'boolean' | 'texts' | 'map' | 'command' | 'pipeline'
}
export type Field = TextField | IntegerField | OtherField
export type Fields = Readonly<Record<string, Field>>

/** No state of its own: a demand on the site. */
const MODELS = {
  type: 'map',
  summary:
    'SHA-256 of models by their names; a site where such a model is missing or another file is refused.',
} as const satisfies Field

const IMAGE = {
  description: { type: 'text', summary: 'What it does, for people.' },
  pipeline: {
    type: 'pipeline',
    summary: 'What it runs: a statement, or a graph as in a pipeline file.',
  },
  command: {
    type: 'command',
    summary: 'Or a program and its arguments: a list, or one text that is split as a shell does. Local only.',
  },
  cwd: { type: 'text', summary: 'Where the program runs.' },
  ref: { type: 'text', summary: 'Or a container: its reference. Clusters only.' },
  digest: {
    type: 'text',
    summary: 'The digest of the container, sha256:…; without it the registry is asked.',
  },
  wire: {
    type: 'text',
    values: ['v0', 'v1'],
    summary: 'How frames come to a program or container; v0 where absent, or what the container says.',
  },
  env: { type: 'map', summary: 'Variables that its pods get.' },
  models: MODELS,
} as const satisfies Fields

const STREAM = {
  image: { type: 'text', required: true, summary: 'The image that its pods run.' },
  source: {
    type: 'text',
    summary: 'push, pipeline (the image has its own), a URL, or a path; relative ones begin at the file.',
  },
  replicas: { type: 'integer', min: 0, max: 1000, summary: 'How many pods; 0 stops it.' },
  output: { type: 'text', summary: 'HOST:PORT of a viewer for its pictures.' },
  sinks: { type: 'texts', summary: 'URLs of where else its events go.' },
  env: { type: 'map', summary: 'Its variables, all of them.' },
  models: MODELS,
  secretEnv: {
    type: 'texts',
    summary: 'Names of its secret variables; gaze stream scale --secret-env gives them values.',
  },
  key: {
    type: 'text',
    summary:
      'The 8 characters that its sender shows; without it the stream keeps its key, and a new one gets one.',
  },
  order: { type: 'boolean', summary: 'Keep frames in order: one active pod.' },
  queue: { type: 'integer', min: 1, max: 1000, summary: 'Frames that may wait.' },
  cpu: { type: 'text', summary: 'Cores for each pod: 500m, 2.' },
  memory: { type: 'text', summary: 'Memory for each pod: 512Mi, 1Gi.' },
  resources: { type: 'map', summary: 'Devices for each pod: nvidia.com/gpu: 1.' },
  nodeSelector: { type: 'map', summary: 'Labels of the nodes that may run it.' },
  tolerations: { type: 'texts', summary: 'Taints that it tolerates: KEY[=VALUE][:EFFECT].' },
  pullSecrets: { type: 'texts', summary: 'Names of Secrets that its image is pulled with.' },
} as const satisfies Fields

/** The fields of `spec` by kind. */
export const KINDS = {
  Image: IMAGE,
  Stream: STREAM,
} as const satisfies Readonly<Record<string, Fields>>

export type Kind = keyof typeof KINDS

type ValueOf<F extends Field> = F['type'] extends 'integer'
  ? number
  : F['type'] extends 'boolean'
    ? boolean
    : F['type'] extends 'texts'
      ? readonly string[]
      : F['type'] extends 'map'
        ? Readonly<Record<string, string>>
        : F['type'] extends 'command'
          ? string | readonly string[]
          : F['type'] extends 'pipeline'
            ? PipelineText
            : F extends { readonly values: readonly (infer V)[] }
              ? V
              : string

/** A pipeline as it stands in the file, its columns kept. */
export interface PipelineText {
  readonly text: string
  readonly format: 'statement' | 'yaml'
  /** Lines of the file before the first of `text`; where there are none to tell, all is said of where it begins. */
  readonly line?: number
}

type SpecOf<F extends Fields> = { readonly [K in keyof F]?: ValueOf<F[K]> }
export type ImageSpec = SpecOf<typeof IMAGE>
export type StreamSpec = SpecOf<typeof STREAM>

/** What a file names of an object, but for what is no part of its record. */
export const recordedFields = (spec: ImageSpec | StreamSpec): string[] =>
  Object.keys(spec)
    .filter((field) => field !== 'models')
    .sort()
