import { Flags } from '@oclif/core'

const many = { multiple: true, multipleNonGreedy: true, helpGroup: 'PLACEMENT' } as const

/** What pods need of a cluster's node. */
export const placementFlags = {
  cpu: Flags.string({ helpGroup: 'PLACEMENT', helpValue: 'Q', summary: 'Cores for each pod: 500m, 2.' }),
  memory: Flags.string({
    helpGroup: 'PLACEMENT',
    helpValue: 'Q',
    summary: 'Memory for each pod: 512Mi, 1Gi.',
  }),
  resource: Flags.string({
    ...many,
    helpValue: 'NAME=N|NAME-',
    summary: 'A device for each pod: nvidia.com/gpu=1.',
  }),
  'node-selector': Flags.string({
    ...many,
    helpValue: 'K=V|K-',
    summary: 'Only on nodes with this label.',
  }),
  toleration: Flags.string({
    ...many,
    helpValue: 'KEY[=V][:EFFECT]',
    summary: 'Also on nodes with this taint; "" for none.',
  }),
  'pull-secret': Flags.string({
    ...many,
    helpValue: 'NAME',
    summary: 'A Secret that its image is pulled with; "" for none.',
  }),
}
