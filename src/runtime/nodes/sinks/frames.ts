import { defineNode } from '../../pipeline/node.ts'

export const frames = defineNode({
  name: 'frames',
  summary: 'Writes frames as JPEG files into a folder, each whole or not at all.',
  params: {
    path: {
      type: 'string',
      positional: true,
      required: true,
      summary: 'The folder; it is made where it is not there.',
    },
    name: {
      type: 'string',
      default: '%06d.jpg',
      pattern: '[^/%\\\\]*%(0[1-9])?d[^/%\\\\]*[.](jpg|jpeg|JPG|JPEG)',
      expects:
        'a file name that ends in .jpg and has the number of the frame in it once, as %d.jpg or %06d.jpg',
      summary:
        'Name of each file; %06d is the number of its frame in six digits. A file that is there is replaced.',
    },
    every: {
      type: 'integer',
      min: 1,
      max: 1_000_000,
      default: 1,
      summary: 'Writes one of so many of the frames.',
    },
    only: {
      type: 'enum',
      values: ['all', 'events', 'detections'],
      default: 'all',
      summary: 'Which frames: all, those with an event, or those on which something was found.',
    },
    quality: {
      type: 'integer',
      unit: '%',
      min: 1,
      max: 100,
      default: 80,
      summary: 'Of the JPEG; a frame that came as JPEG is written as it came.',
    },
    keep: {
      type: 'integer',
      min: 1,
      max: 10_000_000,
      summary: 'Files that are kept: beyond, the oldest that it has written goes. Without it all are kept.',
    },
  },
  takes: ['frames'],
  gives: [],
  memory: false,
  sink: true,
  needs: ({ only }) => (only === 'all' ? [] : [only]),
  writes: ({ path }) => path,
  replaces: ({ path, name }) => `${path}/${name}`,
  views: ({ quality }) => [{ kind: 'jpeg', quality }],
  open: async (params, context) => (await import('./write-frames.ts')).openFrames(params, context),
})
