import { defineNode } from '../../pipeline/node.ts'
import { anchorParam, classesParam, hysteresisParam } from './params.ts'

export const countZone = defineNode({
  name: 'count-zone',
  summary:
    'Knows who is inside a polygon: events gaze.zone.entered and gaze.zone.left, gaze.zone.dwelt after a time, gaze.count every so often.',
  params: {
    name: { type: 'string', positional: true, default: 'zone', summary: "The zone's name in its events." },
    polygon: {
      type: 'polygon',
      required: true,
      summary:
        'Its corners x,y:x,y:x,y… in their order, at least 3 (0-1 of the picture); its sides may not cross.',
    },
    anchor: {
      ...anchorParam,
      summary: 'The point of a box that has to be inside: its centre, or the middle of its bottom edge.',
    },
    classes: classesParam,
    hysteresis: {
      ...hysteresisParam,
      summary:
        'How far behind a side it must be to have entered or left, so that trembling on it counts once; at most half as deep as the zone is.',
    },
    dwell: {
      type: 'duration',
      min: '0s',
      max: '168h',
      summary: 'A stay of this length is an event gaze.zone.dwelt, once; without it there are none.',
    },
    every: {
      type: 'duration',
      min: '100ms',
      max: '24h',
      summary: 'So often gaze.count says how many are inside; without it there are none.',
    },
  },
  takes: ['tracks'],
  gives: ['events'],
  memory: true,
  open: async (params, context) => (await import('./zone-node.ts')).openZone(params, context),
})
