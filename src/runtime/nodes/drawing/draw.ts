import { defineNode } from '../../pipeline/node.ts'

const WHAT = 'boxes,labels,landmarks,trails,lines,zones,counts'
const LABEL = 'class,score,id'

/** Some of these names, with commas between. */
const someOf = (names: string): { readonly pattern: string; readonly expects: string } => {
  const one = `(${names.replaceAll(',', '|')})`
  return { pattern: `${one}(,${one})*`, expects: `some of ${names}` }
}

export const draw = defineNode({
  name: 'draw',
  summary:
    'Draws on frames what the nodes before have found: boxes, labels, trails, lines, zones and counts. Pictures behind it, of the pod and of its events show that.',
  params: {
    what: { type: 'string', default: WHAT, ...someOf(WHAT), summary: `What is drawn: some of ${WHAT}.` },
    label: {
      type: 'string',
      default: LABEL,
      ...someOf(LABEL),
      summary: `What stands on labels: some of ${LABEL}.`,
    },
    colour: {
      type: 'enum',
      values: ['track', 'class'],
      default: 'track',
      summary: 'What has a colour of its own: each track (what is not followed, each class), or each class.',
    },
    trail: {
      type: 'duration',
      min: '0s',
      max: '60s',
      default: '2s',
      summary: 'How far back the way of a track is drawn.',
    },
    size: {
      type: 'number',
      min: 0.25,
      max: 8,
      default: 1,
      summary: 'Of text and strokes; at 1, text is a thirtieth of the shorter side high.',
    },
  },
  takes: ['frames'],
  gives: ['frames'],
  memory: false,
  draws: true,
  views: () => [{ kind: 'rgb' }],
  open: async (params, context) => (await import('./draw/draw-node.ts')).openDraw(params, context),
})
