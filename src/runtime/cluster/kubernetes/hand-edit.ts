import type { KubeClient } from '../../kubernetes/client.ts'
import type { Deployment } from '../../kubernetes/objects.ts'
import type { Logger } from '../../service/log.ts'
import { FIELD_MANAGER, objectName, RENDERED } from './labels.ts'
import type { StreamObjects } from './render/render.ts'
import type { Difference } from './write-objects.ts'

/** What is, or was, there was made from just this, so that whatever differs is somebody's doing. */
export const isSameRendering = ({ deployment }: StreamObjects, other: Deployment | undefined): boolean =>
  other?.metadata?.annotations?.[RENDERED] === deployment.metadata?.annotations?.[RENDERED]

interface Managed {
  readonly manager?: string
  readonly subresource?: string
  readonly time?: string
}

/** Who wrote the object last, beside us and the controllers that keep its status. */
const lastWriter = (managed: readonly Managed[]): string =>
  managed
    .filter(({ manager, subresource }) => manager !== FIELD_MANAGER && subresource !== 'status')
    .sort((a, b) => ((a.time ?? '') < (b.time ?? '') ? 1 : -1))[0]?.manager ?? ''

/** Says what was changed by hand and is put back, and by what, as far as the cluster knows. */
export const reportHandEdit = async (
  client: KubeClient,
  log: Logger,
  stream: string,
  found: readonly Difference[],
): Promise<void> => {
  for (const { kind, fields } of found) {
    const live = fields.length === 0 ? undefined : await client.get(kind, objectName(stream))
    const by = lastWriter(live?.metadata?.managedFields ?? [])
    log.warn('put back what was changed by hand', {
      ...{ stream, object: `${kind} ${objectName(stream)}`, ...(by === '' ? {} : { by }) },
      fields: fields.length === 0 ? ['the whole object'] : fields.map((field) => field.slice(1)),
    })
  }
}
