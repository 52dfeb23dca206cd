import { gunzipSync, gzipSync } from 'node:zlib'
import { GazeError } from '../../../errors.ts'
import type { ConfigMap } from '../../../kubernetes/objects.ts'
import type { KubeObject } from '../object.ts'

/** `pending` is one that was begun and neither finished nor failed: it was interrupted, or is being made now. */
export type RevisionStatus = 'pending' | 'deployed' | 'superseded' | 'failed'

/** One deploy of a site, with all that it applied. */
export interface Revision {
  readonly revision: number
  readonly status: RevisionStatus
  /** RFC 3339 with milliseconds. */
  readonly deployedAt: string
  /** Version of Gaze that was deployed. */
  readonly version: string
  readonly image: string
  /** The settings that were chosen, `K=V` each. */
  readonly set: readonly string[]
  /** What it was: `deploy`, `rollback to 3`, and why it failed. */
  readonly note: string
  readonly objects: readonly KubeObject[]
}

export const REVISION_LABEL = 'gaze.dev/revision'

/** No stream can have a dot in its name, so no object of a stream has this one. */
export const revisionName = (revision: number): string => `gaze.revision.${revision}`

export const toConfigMap = ({ objects, ...facts }: Revision): ConfigMap => ({
  metadata: {
    name: revisionName(facts.revision),
    labels: {
      'app.kubernetes.io/name': 'gaze-revision',
      'app.kubernetes.io/part-of': 'gaze',
      'app.kubernetes.io/managed-by': 'gaze',
      [REVISION_LABEL]: String(facts.revision),
    },
  },
  data: { 'revision.json': JSON.stringify(facts) },
  binaryData: { 'objects.json.gz': gzipSync(JSON.stringify(objects)).toString('base64') },
})

/** @throws GazeError FILE_INVALID for one that somebody edited by hand. */
export const fromConfigMap = ({ metadata, data, binaryData }: ConfigMap): Revision => {
  try {
    const facts = JSON.parse(data?.['revision.json'] ?? '') as Omit<Revision, 'objects'>
    const packed = Buffer.from(binaryData?.['objects.json.gz'] ?? '', 'base64')
    return { ...facts, objects: JSON.parse(gunzipSync(packed).toString('utf8')) as KubeObject[] }
  } catch (cause) {
    throw new GazeError('FILE_INVALID', `ConfigMap ${metadata?.name} holds no revision of the site`, {
      why: 'It was changed by hand',
      hint: `kubectl -n ${metadata?.namespace} delete configmap ${metadata?.name}`,
      cause,
    })
  }
}
