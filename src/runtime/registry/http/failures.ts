import { GazeError, messageOf } from '../../errors.ts'
import type { Reference } from '../reference.ts'

export const unreachable = ({ host }: Reference, cause: unknown): GazeError => {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  return new GazeError('REGISTRY_UNAVAILABLE', `The registry ${host} does not answer`, {
    why: messageOf(inner),
    hint: `Check the name and the network; plain HTTP only with --insecure-registry; a digest written as NAME@sha256:… and --no-check need no registry`,
    details: { host },
    cause,
  })
}

/** @param realm The address of the service that gives tokens. */
export const tokenUnavailable = ({ host }: Reference, realm: string, cause: unknown): GazeError => {
  const { origin } = new URL(realm)
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  return new GazeError('REGISTRY_UNAVAILABLE', `The login of the registry ${host} does not work`, {
    why: `${origin}, which gives its tokens: ${messageOf(inner)}`,
    hint: 'Check the network and that service, or try again later',
    details: { host, origin },
    cause,
  })
}

export const notThere = ({ text, host, repository }: Reference): GazeError =>
  new GazeError('REFERENCE_NOT_FOUND', `The registry ${host} has no ${text}`, {
    why: `It knows no such tag or digest of ${repository}, or hides it from this user`,
    hint: 'Check the name and the tag; docker login or podman login keeps a user for the registry',
    details: { ref: text },
  })

export const notAllowed = ({ text, host }: Reference, known: boolean): GazeError =>
  new GazeError('NOT_ALLOWED', `The registry ${host} does not show ${text}`, {
    why: known
      ? 'It refuses the user and password that are kept for it'
      : 'It wants a user and password, and none are kept for it',
    hint: `docker login ${host}, or podman login ${host}`,
    details: { ref: text, host },
  })

export const unexpected = ({ host }: Reference, status: number): GazeError =>
  new GazeError('REGISTRY_UNAVAILABLE', `The registry ${host} answers with an error`, {
    why: `HTTP status ${status}`,
    hint:
      status === 429
        ? 'It limits how often it is asked: try again later, or log in'
        : 'Try again; look at its log',
    details: { host, status },
  })

export const nonsense = ({ host, text }: Reference, why: string): GazeError =>
  new GazeError('REGISTRY_UNAVAILABLE', `What the registry ${host} says of ${text} cannot be read`, {
    why,
    hint: 'Look whether it is a registry of container images (OCI distribution API)',
  })
