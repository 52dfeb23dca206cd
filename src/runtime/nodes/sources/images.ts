import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { defineSource } from '../../pipeline/node.ts'
import { timingParams } from './timing-params.ts'

/** Of a folder itself, of a picture or pattern where it is. */
const folderOf = (path: string): string =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ? path : dirname(path)

export const images = defineSource({
  name: 'images',
  summary:
    'Reads the pictures of a folder (JPEG, PNG, whatever FFmpeg decodes) in the natural order of their names; each keeps its own size.',
  source: true,
  params: {
    path: {
      type: 'string',
      positional: true,
      required: true,
      summary:
        "A folder, of which all files named as pictures are read; a pattern such as 'shots/*.png' (* ? []), or one picture.",
    },
    fps: {
      type: 'number',
      min: 0.001,
      max: 1000,
      unit: '1/s',
      summary:
        'Pictures a second: the time between one and the next. Named, they are a sequence, as of a video; else (25) each stands for itself, so that face-detect and classify say at once what they see.',
    },
    ...timingParams,
  },
  takes: [],
  gives: ['frames'],
  memory: false,
  live: () => false,
  stills: ({ fps }) => fps === undefined,
  reads: ({ path }) => folderOf(path),
  open: async (params, context) =>
    (await import('./images/read-images.ts')).openImagesSource(params, context),
})
