import { defineSource } from '../../pipeline/node.ts'

export const file = defineSource({
  name: 'file',
  summary: 'Reads a video file, or a video at an http, https or rtsp address: whatever FFmpeg decodes.',
  source: true,
  params: {
    path: { type: 'string', summary: 'The file or URL.', positional: true, required: true },
    rate: {
      type: 'enum',
      values: ['auto', 'max', 'real'],
      default: 'auto',
      summary: 'As fast as it goes, or by the clock; auto: max in `pipeline run`, real in a stream.',
    },
    loop: { type: 'boolean', default: false, summary: 'Begins again at its end.' },
    start: {
      type: 'string',
      summary:
        'Time of the first picture: media (when it was recorded, else 1970), now, or RFC 3339. Default: media in `pipeline run`, now in a stream.',
    },
    threads: { type: 'integer', min: 1, max: 16, default: 2, summary: 'Threads that decode ahead.' },
  },
  takes: [],
  gives: ['frames'],
  memory: false,
  // Cameras do not wait.
  live: ({ path }) => /^(rtsps?|rtmp):/i.test(path),
  open: async (params, context) => (await import('./read-file.ts')).openFileSource(params, context),
})
