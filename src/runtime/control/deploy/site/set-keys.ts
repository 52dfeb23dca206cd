import type { SiteOptions } from './options.ts'

/** One key of `--set`: what it is for, what its value looks like, and the options with it. */
interface SetKey {
  readonly summary: string
  /** What a value may be, in words. */
  readonly expects: string
  /** Undefined for a value that it does not take. */
  set(options: SiteOptions, value: string): SiteOptions | undefined
}

/** More than nothing: 2, 0.5, 500m. */
const CORES = /^(?=.*[1-9])(?:\d+m?|\d+\.\d+)$/
/** With its unit: a bare number would be single bytes. */
const BYTES = /^(?=.*[1-9])\d+(?:\.\d+)?(?:[kMGT]|[KMGT]i)$/
const NAME = /^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/
const NAME_OR_NONE = new RegExp(`^$|${NAME.source}`)
/** Host, path, tag and digest as registries have them; path in lower case. */
export const REFERENCE =
  /^(?:[a-zA-Z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/

const matching =
  (pattern: RegExp, put: (options: SiteOptions, value: string) => SiteOptions): SetKey['set'] =>
  (options, value) =>
    pattern.test(value) ? put(options, value) : undefined

const oneOf =
  <T extends string>(
    values: readonly T[],
    put: (options: SiteOptions, value: T) => SiteOptions,
  ): SetKey['set'] =>
  (options, value) => {
    const found = values.find((each) => each === value)
    return found === undefined ? undefined : put(options, found)
  }

const count =
  (put: (options: SiteOptions, value: number) => SiteOptions): SetKey['set'] =>
  (options, value) =>
    /^[1-9]\d?$/.test(value) ? put(options, Number(value)) : undefined

const yesNo = (put: (options: SiteOptions, value: boolean) => SiteOptions): SetKey['set'] =>
  oneOf(['true', 'false'], (options, value) => put(options, value === 'true'))

const ROOM = {
  cpu: { pattern: CORES, summary: 'Cores', expects: 'cores or thousandths of one, such as 2, 0.5 or 500m' },
  memory: { pattern: BYTES, summary: 'Memory', expects: 'bytes with a suffix, such as 512Mi or 1Gi' },
} as const
export const reference = 'an image reference such as registry.example/gaze/runtime:1'
const whole = 'a number from 1 to 99'
const either = 'true or false'
const policies = ['Always', 'IfNotPresent', 'Never'] as const
const serviceTypes = ['ClusterIP', 'NodePort', 'LoadBalancer'] as const
const securities = ['restricted', 'baseline', 'privileged'] as const

const limits = (part: 'server' | 'infoUpdate' | 'mongodb', field: keyof typeof ROOM): SetKey => ({
  summary: `${ROOM[field].summary} that a pod may use at most; a part of it is kept free.`,
  expects: ROOM[field].expects,
  set: matching(ROOM[field].pattern, (options, value) => ({
    ...options,
    [part]: { ...options[part], limits: { ...options[part].limits, [field]: value } },
  })),
})

export const SET_KEYS: Readonly<Record<string, SetKey>> = {
  'image.pullPolicy': {
    summary: 'When nodes pull the runtime image.',
    expects: policies.join(', '),
    set: oneOf(policies, (options, pullPolicy) => ({ ...options, pullPolicy })),
  },
  'image.pullSecrets': {
    summary: 'Secrets with credentials of registries.',
    expects: 'names of Secrets, separated by commas',
    set: (options, value) =>
      value.split(',').every((name) => NAME.test(name))
        ? { ...options, pullSecrets: value.split(',') }
        : undefined,
  },
  'infoUpdate.cpu': limits('infoUpdate', 'cpu'),
  'infoUpdate.memory': limits('infoUpdate', 'memory'),
  'infoUpdate.replicas': {
    summary: 'How many info-updates; one leads, the others stand by.',
    expects: whole,
    set: count((options, replicas) => ({ ...options, infoUpdate: { ...options.infoUpdate, replicas } })),
  },
  'ingest.plain': {
    summary: 'Whether senders may come in clear, on 5001.',
    expects: either,
    set: yesNo((options, plainIngest) => ({ ...options, plainIngest })),
  },
  'models.claim': {
    summary: "A PersistentVolumeClaim in which streams' pods keep models for each other.",
    expects: 'the name of a PersistentVolumeClaim in the namespace, or nothing',
    set: matching(NAME_OR_NONE, (options, modelsClaim) => ({ ...options, modelsClaim })),
  },
  'mongodb.cpu': limits('mongodb', 'cpu'),
  'mongodb.image': {
    summary: "Any image that keeps the usual mongo image's contract.",
    expects: reference,
    set: matching(REFERENCE, (options, image) => ({ ...options, mongodb: { ...options.mongodb, image } })),
  },
  'mongodb.memory': limits('mongodb', 'memory'),
  'mongodb.storage': {
    summary: "Size of the database's volume; fixed once it is made.",
    expects: ROOM.memory.expects,
    set: matching(BYTES, (options, storage) => ({ ...options, mongodb: { ...options.mongodb, storage } })),
  },
  'mongodb.storageClass': {
    summary: "Class of the database's volume; fixed once it is made.",
    expects: 'the name of a StorageClass',
    set: matching(NAME, (options, storageClass) => ({
      ...options,
      mongodb: { ...options.mongodb, storageClass },
    })),
  },
  'mongodb.uriSecret': {
    summary: 'A Secret whose key `uri` is the connection string of your own MongoDB; none is deployed then.',
    expects: 'the name of a Secret in the namespace, or nothing',
    set: matching(NAME_OR_NONE, (options, uriSecret) => ({
      ...options,
      mongodb: { ...options.mongodb, uriSecret },
    })),
  },
  'networkPolicies.enabled': {
    summary: 'Whether NetworkPolicies are applied.',
    expects: either,
    set: yesNo((options, networkPolicies) => ({ ...options, networkPolicies })),
  },
  'podSecurity.level': {
    summary: 'What the namespace enforces; containers of others may need less than restricted.',
    expects: securities.join(', '),
    set: oneOf(securities, (options, podSecurity) => ({ ...options, podSecurity })),
  },
  'server.cpu': limits('server', 'cpu'),
  'server.memory': limits('server', 'memory'),
  'server.replicas': {
    summary: 'How many gaze-servers.',
    expects: whole,
    set: count((options, replicas) => ({ ...options, server: { ...options.server, replicas } })),
  },
  'server.serviceType': {
    summary: 'How senders outside the cluster reach gaze-server.',
    expects: serviceTypes.join(', '),
    set: oneOf(serviceTypes, (options, serviceType) => ({
      ...options,
      server: { ...options.server, serviceType },
    })),
  },
}
