import { isGazeError } from '../../errors.ts'
import type { KubeClient } from '../../kubernetes/client.ts'
import { startInformer } from '../../kubernetes/informer.ts'
import type { KubeObject } from '../../kubernetes/objects.ts'
import type { Logger } from '../../service/log.ts'
import { createTrigger } from '../../process/trigger.ts'
import type { Lease, LeaseStore } from './lease.ts'

type LeaseObject = KubeObject<'Lease'>

const leaseOf = ({ metadata, spec }: LeaseObject): Lease => ({
  holder: spec?.holderIdentity ?? '',
  epoch: spec?.leaseTransitions ?? 0,
  durationMs: (spec?.leaseDurationSeconds ?? 0) * 1_000,
  version: metadata?.resourceVersion ?? '',
})

/** Kubernetes writes microseconds. */
const timeNow = (): string => new Date().toISOString().replace('Z', '000Z')

const LABELS = {
  'app.kubernetes.io/name': 'info-update',
  'app.kubernetes.io/part-of': 'gaze',
  'app.kubernetes.io/managed-by': 'gaze',
}

/** The Lease of that name (coordination.k8s.io/v1), followed by a watch until the signal aborts. */
export const kubernetesLease = (
  client: KubeClient,
  name: string,
  log: Logger,
  signal: AbortSignal,
): LeaseStore => {
  const trigger = createTrigger()
  const informer = startInformer(client, 'Lease', {
    fieldSelector: `metadata.name=${name}`,
    changed: trigger.pull,
    trouble: (why) => log.warn('the lease cannot be followed', { why }),
    signal,
  })
  let acquireTime = timeNow()

  const objectOf = (next: Omit<Lease, 'version'>, over: Lease | undefined): LeaseObject => {
    if (over?.holder !== next.holder && next.holder !== '') acquireTime = timeNow()
    return {
      metadata: { name, labels: LABELS, ...(over === undefined ? {} : { resourceVersion: over.version }) },
      spec: {
        holderIdentity: next.holder,
        leaseDurationSeconds: Math.round(next.durationMs / 1_000),
        leaseTransitions: next.epoch,
        acquireTime,
        renewTime: timeNow(),
      },
    }
  }

  return {
    read: async () => {
      const object = await client.get('Lease', name)
      return object === undefined ? undefined : leaseOf(object)
    },
    write: async (next, over) => {
      const object = objectOf(next, over)
      try {
        const written = over === undefined ? client.create('Lease', object) : client.replace('Lease', object)
        return leaseOf(await written)
      } catch (error) {
        if (isGazeError(error, 'CONFLICT') || isGazeError(error, 'PRECONDITION')) return undefined
        throw error
      }
    },
    seen: () => {
      const object = informer.isConnected ? informer.objects.get(name) : undefined
      return object === undefined ? undefined : leaseOf(object)
    },
    changed: trigger.wait,
  }
}
