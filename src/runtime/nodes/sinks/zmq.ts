import { defineNode } from '../../pipeline/node.ts'

export const zmq = defineNode({
  name: 'zmq',
  summary:
    'Pushes pictures to a viewer (ZeroMQ PULL). v0: the JPEG alone, one part. v1: two parts, a JSON header {stream, seq, captureNs, codec, width, height, detections, tracks, events} and the JPEG. A slow viewer gets the newest.',
  params: {
    to: {
      type: 'string',
      positional: true,
      pattern: '(\\[[0-9A-Fa-f:.]+\\]|[^\\s:/\\[\\]]+):\\d{1,5}',
      expects: 'an address HOST:PORT',
      summary: "HOST:PORT of the viewer; without it the stream's --output, or OUT_IP and OUT_PORT.",
    },
    wire: { type: 'enum', values: ['v0', 'v1'], default: 'v0', summary: 'What is sent.' },
    quality: {
      type: 'integer',
      unit: '%',
      min: 1,
      max: 100,
      default: 80,
      summary: 'Of the JPEG; a frame that came as JPEG goes as it came.',
    },
    queue: {
      type: 'integer',
      unit: 'pictures',
      min: 1,
      max: 100,
      default: 4,
      summary: 'That may wait for the viewer; beyond, the oldest is dropped.',
    },
  },
  takes: ['frames'],
  gives: [],
  memory: false,
  sink: true,
  views: ({ quality }) => [{ kind: 'jpeg', quality }],
  open: async (params, context) => (await import('./push-pictures.ts')).openPictures(params, context),
})
