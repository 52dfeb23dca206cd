import type { KubeObject } from '../object.ts'
import type { SiteOptions } from './options.ts'
import { containerSecurityContext, imageOf, resourcesOf } from './pod-parts.ts'
import { program, secretFiles, serviceDeployment, settingsMount, tmpMount } from './service-pod.ts'
import { SECRETS_DIR } from './settings.ts'

const firstSecrets = { name: 'secrets', mountPath: SECRETS_DIR }

/**
 * Makes the site's Secrets where they are missing. A Secret cannot be a volume of the pod that makes it, so it also
 * leaves their values in a volume in memory.
 */
const firstStart = (options: SiteOptions): object => ({
  name: 'first-start',
  ...imageOf(options),
  ...program('first-start'),
  resources: resourcesOf(options.infoUpdate.limits),
  securityContext: containerSecurityContext,
  terminationMessagePolicy: 'FallbackToLogsOnError',
  volumeMounts: [settingsMount, tmpMount, firstSecrets],
})

export const infoUpdateDeployment = (options: SiteOptions): KubeObject =>
  serviceDeployment(
    {
      name: 'info-update',
      replicas: options.infoUpdate.replicas,
      limits: options.infoUpdate.limits,
      ports: [{ name: 'http', containerPort: 5002 }],
      secrets: [
        {
          mount: firstSecrets,
          volume: { name: 'secrets', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
        },
        ...(options.mongodb.uriSecret === ''
          ? []
          : [secretFiles('mongodb', options.mongodb.uriSecret, ['uri'])]),
      ],
      token: true,
      initContainers: [firstStart(options)],
    },
    options,
  )
