import { createHash } from 'node:crypto'
import type { Draft } from '../../../src/runtime/records/store.ts'
import type { Image, Model, Stream } from '../../../src/runtime/records/types.ts'

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

export const modelDraft = (name: string, change: Partial<Draft<Model>> = {}): Draft<Model> => {
  const sha256 = createHash('sha256').update(name).digest('hex')
  return {
    name,
    sha256,
    bytes: 12,
    manifest: {
      schema: 1,
      family: 'yolox',
      variant: 'grid',
      task: 'detect',
      input: {
        name: 'images',
        layout: 'nchw',
        type: 'float32',
        width: 416,
        height: 416,
        dynamic: [],
        batch: 1,
        colour: 'bgr',
        scale: 1,
        mean: [0, 0, 0],
        std: [1, 1, 1],
        fit: 'corner',
        filter: 'linear',
        pad: 114,
      },
      outputs: ['output'],
      activation: 'none',
      classes: ['person', 'car'],
      offset: 0,
      thresholds: { score: 0.3, iou: 0.45 },
      sha256,
      bytes: 12,
    },
    ...change,
  }
}
