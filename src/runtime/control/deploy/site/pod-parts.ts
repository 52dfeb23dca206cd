import type { Room, SiteOptions } from './options.ts'

/** What Pod Security `restricted` wants of a pod; the group owns the files of its volumes. */
export const podSecurityContext = (user: number): object => ({
  runAsNonRoot: true,
  runAsUser: user,
  runAsGroup: user,
  fsGroup: user,
  fsGroupChangePolicy: 'OnRootMismatch',
  seccompProfile: { type: 'RuntimeDefault' },
})

export const containerSecurityContext = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
}

/** A twentieth of the processor limit and a quarter of the memory are kept free for it on its node. */
const share = (quantity: string, parts: number): string => {
  const [, digits = '', unit = ''] = /^([0-9.]+)(.*)$/.exec(quantity) ?? []
  if (unit === '') return `${Math.max(1, Math.round((Number(digits) * 1_000) / parts))}m`
  const part = Number(digits) / parts
  if (Number.isInteger(part)) return `${part}${unit}`
  const smaller: Readonly<Record<string, string>> = { Gi: 'Mi', Mi: 'Ki', G: 'M', M: 'k' }
  return smaller[unit] === undefined
    ? `${Math.max(1, Math.round(part))}${unit}`
    : `${Math.round(part * (unit.endsWith('i') ? 1_024 : 1_000))}${smaller[unit]}`
}

export const resourcesOf = (limits: Room): object => ({
  requests: { cpu: share(limits.cpu, 20), memory: share(limits.memory, 4) },
  limits,
})

export const httpProbe = (path: string, more: object = {}): object => ({
  httpGet: { path, port: 'http' },
  timeoutSeconds: 5,
  ...more,
})

export const imageOf = ({ image, pullPolicy }: SiteOptions): object => ({
  image,
  imagePullPolicy: pullPolicy,
})

export const pullSecretsOf = ({ pullSecrets }: SiteOptions): object =>
  pullSecrets.length === 0 ? {} : { imagePullSecrets: pullSecrets.map((name) => ({ name })) }

/** Replicas on nodes of their own where there are enough. */
export const spreadOf = (selector: Record<string, string>): object => ({
  topologySpreadConstraints: [
    {
      maxSkew: 1,
      topologyKey: 'kubernetes.io/hostname',
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: selector },
    },
  ],
})
