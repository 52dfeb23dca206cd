import { randomBytes } from 'node:crypto'
import { curveKeyPair } from 'zeromq'
import { SITE_SECRETS } from '../kubernetes/site-secrets.ts'

/** One Secret of a site: made when it is missing, never changed. */
export interface SiteSecret {
  readonly name: string
  /** The folder that its values are left in; none where nothing that starts after it needs them. */
  readonly folder?: string
  /** Keys that one which is there already must have. */
  readonly keys: readonly string[]
  make(): Readonly<Record<string, string>>
}

const USER = 'gaze'
const password = (): string => randomBytes(24).toString('base64url')

const token: SiteSecret = {
  name: SITE_SECRETS.token,
  folder: 'token',
  keys: ['token'],
  make: () => ({ token: password() }),
}

const curve: SiteSecret = {
  name: SITE_SECRETS.curve,
  keys: ['public', 'secret'],
  make: () => {
    const { publicKey, secretKey } = curveKeyPair()
    return { public: publicKey, secret: secretKey }
  },
}

/** A single server may call itself by a name that leads nowhere: it is talked to directly. */
const mongodb = (host: string): SiteSecret => ({
  name: SITE_SECRETS.mongodb,
  folder: 'mongodb',
  keys: ['username', 'password', 'uri'],
  make: () => {
    const secret = password()
    const uri = `mongodb://${USER}:${secret}@${host}/?authSource=admin&directConnection=true`
    return { username: USER, password: secret, uri }
  },
})

/** What a site needs; `mongodbHost` is empty where it brings its own database. */
export const siteSecrets = (mongodbHost: string): readonly SiteSecret[] => [
  ...(mongodbHost === '' ? [] : [mongodb(mongodbHost)]),
  token,
  curve,
]
