/** Every failure that Gaze names. `exit` is the process exit code; `text` is the line of docs/errors.md. */
export const ERRORS = {
  USAGE: { exit: 2, text: 'A flag or argument is wrong or missing.' },
  INVALID_NAME: { exit: 2, text: 'A name breaks the naming rule.' },
  PIPELINE_INVALID: { exit: 2, text: 'A pipeline has errors; each is listed with its place.' },
  SOURCE_TWICE: { exit: 2, text: 'The pipeline has a source of its own, and another is named.' },
  REPLICAS_NEED_PUSH: { exit: 2, text: 'Only a pushed stream can have more than one replica.' },
  NEEDS_CLUSTER: { exit: 2, text: 'The command needs a cluster context.' },
  NEEDS_LOCAL: { exit: 2, text: 'The command acts on the local stack only.' },
  CONFIRMATION_NEEDED: { exit: 2, text: 'There is no terminal to ask at; a flag has to answer.' },
  FILE_INVALID: { exit: 2, text: 'A file cannot be read as what it should be.' },
  PASSWORD_IN_URL: { exit: 2, text: 'A URL carries a password in clear.' },
  IMAGE_NOT_FOUND: { exit: 3, text: 'No image of that name is registered.' },
  STREAM_NOT_FOUND: { exit: 3, text: 'No stream of that name is recorded.' },
  MODEL_NOT_FOUND: { exit: 3, text: 'No model of that name is there.' },
  NODE_NOT_FOUND: { exit: 3, text: 'No pipeline node of that name exists.' },
  CONTEXT_NOT_FOUND: { exit: 3, text: 'No context of that name is configured.' },
  REFERENCE_NOT_FOUND: { exit: 3, text: 'The registry has no container image of that name.' },
  FILE_NOT_FOUND: { exit: 3, text: 'A file that was named does not exist.' },
  NOT_ALLOWED: { exit: 4, text: 'The operating system or the server refused access.' },
  TIMEOUT: { exit: 5, text: 'What was waited for did not happen in time.' },
  NOT_COMPARED: { exit: 6, text: 'What is wanted and what is there could not be compared.' },
  FAILED: { exit: 1, text: 'The operation failed.' },
  IN_USE: { exit: 1, text: 'The thing is in use by others, which are named.' },
  EXISTS: { exit: 1, text: 'The thing exists and differs; --force replaces it.' },
  CONFLICT: { exit: 1, text: 'Somebody else changed the record meanwhile.' },
  PRECONDITION: { exit: 1, text: 'A precondition of the command does not hold.' },
  NOT_RUNNING: { exit: 1, text: 'The local stack, or the site of a cluster, is not running.' },
  PORT_IN_USE: { exit: 1, text: 'A port is taken by another program.' },
  CLUSTER_UNAVAILABLE: { exit: 1, text: 'The cluster cannot be reached, or does not answer.' },
  BUILD_FAILED: { exit: 1, text: 'A container image cannot be built or pushed.' },
  REGISTRY_UNAVAILABLE: { exit: 1, text: 'A registry of container images does not answer as it should.' },
  WRONG_PLATFORM: { exit: 1, text: 'No node of the cluster can run the container image.' },
  STORE_UNAVAILABLE: { exit: 1, text: 'The record store cannot be opened or written.' },
  MODEL_INVALID: { exit: 2, text: 'A model file cannot be used; the reason is named.' },
  MODEL_FAILED: {
    exit: 1,
    text: 'A model that was loaded fails as it runs, or nothing can run models here.',
  },
  MODEL_AMBIGUOUS: { exit: 2, text: 'A model can be read in several ways; a flag has to say which.' },
  SOURCE_FAILED: { exit: 1, text: 'A video source cannot be opened or read.' },
  UNDECODABLE: { exit: 1, text: 'A picture cannot be decoded.' },
  SINK_FAILED: { exit: 1, text: 'A sink cannot be opened or written.' },
  REFUSED: { exit: 1, text: 'The cluster refuses what it was asked to run.' },
  DEPLOY_FAILED: { exit: 1, text: 'A site cannot become ready.' },
  STREAM_FAILED: { exit: 1, text: 'A stream cannot become ready.' },
  INTERNAL: { exit: 1, text: 'A fault in Gaze itself.' },
} as const satisfies Record<string, { exit: number; text: string }>

export type ErrorCode = keyof typeof ERRORS

interface Extras {
  /** Why it happened, for the second part of the message. */
  why?: string
  /** What to do next; printed after `Try:`. */
  hint?: string
  details?: Record<string, unknown>
  cause?: unknown
}

/** The one error class: a code of the table above, what happened, why, and what to do next. */
export class GazeError extends Error {
  readonly code: ErrorCode
  readonly why: string | undefined
  readonly hint: string | undefined
  readonly details: Record<string, unknown>

  constructor(code: ErrorCode, message: string, extras: Extras = {}) {
    super(message, extras.cause === undefined ? undefined : { cause: extras.cause })
    this.name = 'GazeError'
    this.code = code
    this.why = extras.why
    this.hint = extras.hint
    this.details = extras.details ?? {}
  }

  get exit(): number {
    return ERRORS[this.code].exit
  }
}

export const isGazeError = (error: unknown, code?: ErrorCode): error is GazeError =>
  error instanceof GazeError && (code === undefined || error.code === code)

/** What went wrong and why, in one sentence. */
export const sentenceOf = (error: unknown): string =>
  isGazeError(error) && error.why !== undefined ? `${error.message}: ${error.why}` : messageOf(error)

/** The text of anything that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
