import { defineSource } from '../../pipeline/node.ts'

export const ingest = defineSource({
  name: 'ingest',
  summary: 'Takes the frames that a sender pushes to gaze-server under the key of the stream.',
  source: true,
  params: {
    queue: {
      type: 'integer',
      min: 1,
      max: 64,
      unit: 'frames',
      summary: 'Frames held at a time. Default: 1, and 2 while the pipeline is fast.',
    },
  },
  takes: [],
  gives: ['frames'],
  memory: false,
  live: () => true,
  open: async (params, context) =>
    (await import('./ingest/read-ingest.ts')).openIngestSource(params, context),
})
