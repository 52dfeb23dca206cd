import { defineNode } from '../../pipeline/node.ts'
import type { Placed } from './fill-gaps.ts'

export const mot = defineNode({
  name: 'mot',
  summary: 'Writes tracks as result lines of MOT Challenge: frame,id,x,y,w,h,1,-1,-1,-1 in pixels.',
  params: {
    path: {
      type: 'string',
      positional: true,
      required: true,
      summary: 'The file, which begins anew; its folder has to be there. `-`: standard output.',
    },
    coasting: {
      type: 'boolean',
      default: false,
      summary:
        'Also writes boxes that are predicted because nothing was found there; those carried over frames that `every=` passes by are always written.',
    },
    fill: {
      type: 'duration',
      default: '1s',
      min: '0s',
      max: '10s',
      summary:
        'A gap of at most this, before and behind which a track was seen for five frames in a row, is filled along a straight line; lines of the frames wait until that is known.',
    },
  },
  takes: ['tracks'],
  gives: [],
  memory: false,
  sink: true,
  writes: ({ path }) => (path === '-' ? undefined : path),
  replaces: ({ path }) => (path === '-' ? undefined : path),
  async open({ path, coasting, fill }, context) {
    const [{ motLine }, { stdoutOf }, { openLineFile }, { createGapFiller }] = await Promise.all([
      import('./mot-line.ts'),
      import('./stdout.ts'),
      import('./line-file.ts'),
      import('./fill-gaps.ts'),
    ])
    const file = path === '-' ? undefined : await openLineFile(path, context, { anew: true })
    const print = stdoutOf(context)
    const gaps = createGapFiller(fill)
    const write = (placed: readonly Placed[]): void | Promise<void> => {
      const lines = placed.flatMap(({ frame, places }) => places.map((place) => motLine(frame, place)))
      if (lines.length === 0) return undefined
      return file ? file.append(lines) : print(lines.join(''))
    }
    return {
      process({ frame, tracks = [] }) {
        const seen = tracks.filter((track) => coasting || !track.coasting || track.carried)
        return write(gaps.take(frame, seen))
      },
      async flush() {
        await write(gaps.rest())
        await file?.flush()
      },
      async close() {
        await write(gaps.rest())
        await file?.close()
      },
    }
  },
})
