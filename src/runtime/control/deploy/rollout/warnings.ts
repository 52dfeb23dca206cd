import type { KubeClient } from '../../../kubernetes/client.ts'
import type { Objects } from '../../../kubernetes/objects.ts'

type Event = Objects['Event']

/** The newest that the cluster warned of about one object: why something does not begin is often said there alone. */
export interface Warning {
  readonly reason: string
  readonly message: string
  /** Another one each time that it is said. */
  readonly id: string
}

const newestFirst = (a: Event, b: Event): number => {
  const time = ({ lastTimestamp, eventTime, metadata }: Event): string =>
    lastTimestamp ?? eventTime ?? metadata?.creationTimestamp ?? ''
  return time(a) < time(b) ? 1 : -1
}

/** By the name of the object; they are kept for an hour, whatever has become of their reason. */
export const readWarnings = async (client: KubeClient): Promise<ReadonlyMap<string, Warning>> => {
  const { items } = await client.list('Event', { fieldSelector: 'type=Warning' })
  const warnings = new Map<string, Warning>()
  for (const { involvedObject, reason = '', message = '', metadata, count } of items.sort(newestFirst)) {
    const name = involvedObject.name ?? ''
    if (warnings.has(name)) continue
    warnings.set(name, { reason, message: message.slice(0, 400), id: `${metadata?.uid}/${count ?? 1}` })
  }
  return warnings
}
