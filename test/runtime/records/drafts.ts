import { createHash } from 'node:crypto'
import type { Draft } from '../../../src/runtime/records/store.ts'
import type { Image, Stream } from '../../../src/runtime/records/types.ts'

export const imageDraft = (name: string, change: Partial<Draft<Image>> = {}): Draft<Image> => ({
  name,
  kind: 'command',
  ref: 'cat',
  digest: 'sha256:0',
  wire: 'v0',
  description: '',
  command: ['cat'],
  env: {},
  ...change,
})

/** A key of its own for each name. */
const keyFor = (name: string): string => createHash('sha256').update(name).digest('hex').slice(0, 8)

export const streamDraft = (name: string, change: Partial<Draft<Stream>> = {}): Draft<Stream> => ({
  name,
  image: 'door',
  source: 'push',
  output: '',
  sinks: [],
  env: {},
  secretEnv: [],
  key: keyFor(name),
  replicas: 1,
  order: false,
  queue: 1,
  cpu: '',
  memory: '',
  generation: 1,
  restarts: 0,
  secretVersion: 0,
  status: { phase: 'Pending', reason: '', message: '', observedGeneration: 0, readyReplicas: 0 },
  ...change,
})
