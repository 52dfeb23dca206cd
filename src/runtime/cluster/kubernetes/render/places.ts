/** Port of our pods' HTTP. */
export const HTTP_PORT = 5002
/** Where a container of the v0 wire listens. */
export const V0_PORT = 5001

/** Where a pod of ours finds what it is told, and where it may write. */
export const PLACES = {
  assignment: '/etc/gaze/assignment',
  pod: '/etc/gaze/pod',
  token: '/etc/gaze/token',
  curve: '/etc/gaze/curve',
  secrets: '/etc/gaze/secrets',
  /** Outlives a restart of the container, not the pod. */
  data: '/var/lib/gaze',
  /** Outlives the pod. */
  models: '/var/lib/gaze-models',
} as const

/** Name of the Secret with the values of a stream's `--secret-env`. */
export const secretName = (stream: string): string => `gaze-stream-${stream}`
