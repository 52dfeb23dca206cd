import { createHash } from 'node:crypto'
import { stableJson } from '../../../stable-json.ts'
import type { KubeObject } from '../object.ts'
import { labelsOf, OWNER, VERSION_ANNOTATION } from './labels.ts'
import type { SiteOptions } from './options.ts'

/** Where a service finds its settings, and beside them in /run/gaze what is secret. */
export const SETTINGS_DIR = '/etc/gaze'
export const SECRETS_DIR = '/run/gaze'
export const STATE_DIR = '/var/lib/gaze'

const listen = (port: number): object => ({ host: '0.0.0.0', port })
const secretFiles = {
  mongodbUriFile: `${SECRETS_DIR}/mongodb/uri`,
  tokenFile: `${SECRETS_DIR}/token/token`,
}
const curve = { publicKeyFile: `${SECRETS_DIR}/curve/public`, secretKeyFile: `${SECRETS_DIR}/curve/secret` }

/** What each program of the site is told, by the name of its file. */
const settingsOf = (options: SiteOptions): Record<string, object> => ({
  'gaze-server.json': {
    ...secretFiles,
    stateDir: STATE_DIR,
    curve,
    ...(options.plainIngest ? { ingest: listen(5001) } : {}),
    secureIngest: listen(5003),
    pods: listen(5004),
    http: listen(5002),
  },
  'info-update.json': {
    ...secretFiles,
    stateDir: STATE_DIR,
    namespace: options.namespace,
    owner: OWNER,
    lease: 'gaze-info-update',
    runtimeImage: options.image,
    pullPolicy: options.pullPolicy,
    pullSecrets: options.pullSecrets,
    ...(options.modelsClaim === '' ? {} : { modelsClaim: options.modelsClaim }),
    models: `http://gaze-server.${options.namespace}.svc:5002/models`,
    ingest: `tcp://gaze-server-pods.${options.namespace}.svc:5004`,
    http: listen(5002),
  },
  'first-start.json': {
    namespace: options.namespace,
    secretsDir: SECRETS_DIR,
    mongodbHost: options.mongodb.uriSecret === '' ? 'gaze-mongo:27017' : '',
  },
})

const texts = (options: SiteOptions): Record<string, string> =>
  Object.fromEntries(
    Object.entries(settingsOf(options)).map(([name, value]) => [
      name,
      `${JSON.stringify(value, undefined, 2)}\n`,
    ]),
  )

/** Changes exactly when a pod has to be started again to see its settings. */
export const settingsHash = (options: SiteOptions): string =>
  createHash('sha256')
    .update(stableJson(texts(options)))
    .digest('hex')
    .slice(0, 16)

/** The permanent owner of all streams' objects, with the settings of the services in it. */
export const settingsObject = (options: SiteOptions): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name: OWNER,
    namespace: options.namespace,
    labels: labelsOf(OWNER),
    annotations: { [VERSION_ANNOTATION]: options.version },
  },
  data: texts(options),
})
