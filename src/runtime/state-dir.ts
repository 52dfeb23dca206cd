import { join } from 'node:path'

/** Every path under the state directory (0700), in one place. Files in it are 0600. */
export interface StateDir {
  readonly root: string
  /** LMDB environment of the embedded record store. */
  readonly records: string
  /** One JSON file a stream: the values of --secret-env. */
  readonly secrets: string
  /** The site's token, shown to every HTTP port and to gaze-server's ROUTER. */
  readonly token: string
  /** What runs: pid, start mark, ports; written by the supervisor. */
  readonly stack: string
  /** `<SHA-256>.onnx`: the models of this machine, and what it has fetched of a cluster's. */
  readonly models: string
  /** `<stream>/<pod>.log`, and `_services/<service>.log`. */
  readonly logs: string
  /** `<stream>/<pod>/`: event log segments of each pod. */
  readonly events: string
  /** `<pod>/`: what the supervisor tells a pod, and its process marks. */
  readonly pods: string
  /** `ingest.json` of gaze-server, `<pod>.json` of pods: counters over restarts. */
  readonly ledger: string
}

export const stateDir = (root: string): StateDir => ({
  root,
  records: join(root, 'records'),
  secrets: join(root, 'secrets'),
  token: join(root, 'token'),
  stack: join(root, 'stack.json'),
  models: join(root, 'models'),
  logs: join(root, 'logs'),
  events: join(root, 'events'),
  pods: join(root, 'pods'),
  ledger: join(root, 'ledger'),
})

/** Where a directory of models keeps the file with that hash. */
export const modelPath = (models: string, sha256: string): string => join(models, `${sha256}.onnx`)
