import { join } from 'node:path'
import { GazeError, messageOf } from '../errors.ts'
import { openClient } from '../kubernetes/client.ts'
import { ensureDir, readJson, writeFileAtomic } from '../service/files.ts'
import { createLogger } from '../service/log.ts'
import { type EnsuredSecret, ensureSecret } from './ensure-secret.ts'
import type { FirstStartSettings } from './settings.ts'
import { type SiteSecret, siteSecrets } from './site-secrets.ts'

const LIMIT_MS = 60_000

const log = createLogger((line) => process.stderr.write(line))

const readSettings = async (path: string | undefined): Promise<FirstStartSettings> => {
  const settings = path === undefined ? undefined : await readJson<FirstStartSettings>(path)
  if (settings !== undefined) return settings
  throw new GazeError('USAGE', 'first-start needs the path of its settings file as its only argument')
}

/** A Secret cannot be a volume of the pod that makes it, so what starts after this finds the values in files. */
const leave = async (dir: string, { folder }: SiteSecret, values: EnsuredSecret['values']): Promise<void> => {
  if (folder === undefined) return
  await ensureDir(join(dir, folder))
  for (const [key, value] of Object.entries(values)) await writeFileAtomic(join(dir, folder, key), value)
}

/** Makes the Secrets of a site that are missing, and leaves their values in files. */
const main = async (): Promise<void> => {
  const { namespace, secretsDir, mongodbHost } = await readSettings(process.argv[2])
  const client = await openClient({ namespace, signal: AbortSignal.timeout(LIMIT_MS) })
  try {
    for (const secret of siteSecrets(mongodbHost)) {
      const { created, values } = await ensureSecret(client, secret)
      await leave(secretsDir, secret, values)
      log.info(created ? 'made' : 'found', { secret: secret.name })
    }
  } finally {
    client.close()
  }
}

main().catch((error: unknown) => {
  const { why, hint } = error as Partial<GazeError>
  log.error(messageOf(error), { why, hint })
  process.exitCode = 1
})
