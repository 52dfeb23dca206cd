import type { Assignment } from './assignment.ts'

/**
 * What a pod of ours is told on Kubernetes, as JSON in a ConfigMap, the same for all pods of a template. What
 * differs between pods, and what is secret, is in files beside it; a pod puts the two together.
 */
export interface MountedAssignment extends Omit<Assignment, 'pod' | 'token'> {
  /** The stream's env without its secrets. */
  readonly env: Assignment['env']
  /** A file with the pod's name. */
  readonly podFile: string
  readonly tokenFile: string
  /** A directory with one file for each name of `secretEnv`; empty where there are none. */
  readonly secretsDir: string
  /** A file with the CURVE key of gaze-server (Z85); empty where it is talked to in clear. */
  readonly curveFile: string
}
