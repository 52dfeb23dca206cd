import { defineSource } from '../../pipeline/node.ts'
import { timingParams } from './timing-params.ts'

export const file = defineSource({
  name: 'file',
  summary:
    'Reads a video file, a video at an http, https or rtsp address, or a camera of this machine (camera:0): whatever FFmpeg decodes.',
  source: true,
  params: {
    path: { type: 'string', summary: 'The file, the URL, or camera:N.', positional: true, required: true },
    loop: { type: 'boolean', default: false, summary: 'Begins again at its end.' },
    threads: {
      type: 'integer',
      min: 1,
      max: 16,
      default: 2,
      summary:
        'Threads that decode ahead. Only with one is what FFmpeg makes up for damage the same each time.',
    },
    silence: {
      type: 'duration',
      default: '15s',
      min: '1s',
      max: '1h',
      summary:
        'An address or camera that gives no picture for this long is given up; a stream then asks it again and again.',
    },
    ...timingParams,
  },
  takes: [],
  gives: ['frames'],
  memory: false,
  reads: ({ path }) => (/^[a-z][a-z0-9+.-]*:/i.test(path) ? undefined : path),
  // Cameras do not wait.
  live: ({ path }) => /^(rtsps?|rtmp|camera):/i.test(path),
  open: async (params, context) => (await import('./read-file.ts')).openFileSource(params, context),
})
