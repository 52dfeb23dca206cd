import { type ErrorCode, GazeError } from '../errors.ts'

/** A failure as one process tells it to another, in a message or as JSON. */
export interface ToldError {
  readonly code: ErrorCode
  readonly message: string
  readonly why?: string | undefined
  readonly hint?: string | undefined
  readonly details: Readonly<Record<string, unknown>>
}

export const tellError = ({ code, message, why, hint, details }: GazeError): ToldError => ({
  code,
  message,
  why,
  hint,
  details,
})

export const errorOf = ({ code, message, why, hint, details }: ToldError): GazeError =>
  new GazeError(code, message, {
    details: { ...details },
    ...(why !== undefined && { why }),
    ...(hint !== undefined && { hint }),
  })
