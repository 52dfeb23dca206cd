import { GazeError, isGazeError } from '../errors.ts'
import type { KubeClient } from '../kubernetes/client.ts'
import type { Secret } from '../kubernetes/objects.ts'
import type { SiteSecret } from './site-secrets.ts'

export interface EnsuredSecret {
  readonly created: boolean
  readonly values: Readonly<Record<string, string>>
}

const labels = (name: string): Record<string, string> => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/part-of': 'gaze',
  'app.kubernetes.io/managed-by': 'gaze',
})

const valuesOf = ({ data }: Secret, { name, keys }: SiteSecret): Record<string, string> => {
  const missing = keys.filter((key) => !data?.[key])
  if (missing.length > 0)
    throw new GazeError('PRECONDITION', `Secret ${name} lacks ${missing.join(', ')}`, {
      why: `It is used as it is, and needs ${keys.join(', ')}`,
      hint: 'Complete it, or delete it: the next start makes a new one',
    })
  return Object.fromEntries(keys.map((key) => [key, Buffer.from(data![key]!, 'base64').toString('utf8')]))
}

type Client = Pick<KubeClient, 'get' | 'create'>

/** False when somebody else was faster. */
const create = async (client: Client, { name }: SiteSecret, values: EnsuredSecret['values']) => {
  try {
    await client.create('Secret', {
      metadata: { name, labels: labels(name) },
      type: 'Opaque',
      data: Object.fromEntries(
        Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
      ),
    })
    return true
  } catch (error) {
    if (isGazeError(error, 'CONFLICT')) return false
    throw error
  }
}

/**
 * The values of a Secret, which is made where it is missing; of several starts at once one makes it, and all give its
 * values. @throws GazeError PRECONDITION where one that is there lacks a key, and what the API says.
 */
export const ensureSecret = async (client: Client, secret: SiteSecret): Promise<EnsuredSecret> => {
  const there = await client.get('Secret', secret.name)
  if (there !== undefined) return { created: false, values: valuesOf(there, secret) }
  const values = secret.make()
  if (await create(client, secret, values)) return { created: true, values }
  const theirs = await client.get('Secret', secret.name)
  if (theirs !== undefined) return { created: false, values: valuesOf(theirs, secret) }
  throw new GazeError('CONFLICT', `Secret ${secret.name} comes and goes`, {
    hint: 'The next start looks again',
  })
}
