import { defineNode } from '../../pipeline/node.ts'

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
  },
  takes: ['tracks'],
  gives: [],
  memory: false,
  sink: true,
  writes: ({ path }) => (path === '-' ? undefined : path),
  replaces: ({ path }) => (path === '-' ? undefined : path),
  async open({ path, coasting }, context) {
    const [{ motLine }, { stdoutOf }, { openLineFile }] = await Promise.all([
      import('./mot-line.ts'),
      import('./stdout.ts'),
      import('./line-file.ts'),
    ])
    const file = path === '-' ? undefined : await openLineFile(path, context, { anew: true })
    const print = stdoutOf(context)
    return {
      process({ frame, tracks = [] }) {
        const lines = tracks
          .filter((track) => coasting || !track.coasting || track.carried)
          .map((track) => motLine(frame, track))
        if (lines.length === 0) return undefined
        return file ? file.append(lines) : print(lines.join(''))
      },
      flush: () => file?.flush(),
      close: () => file?.close(),
    }
  },
})
