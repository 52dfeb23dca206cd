import { defineSource } from '../../pipeline/node.ts'
import { timingParams } from './timing-params.ts'

export const detections = defineSource({
  name: 'detections',
  summary:
    'Reads detections from a MOT Challenge file (det.txt: frame,id,x,y,w,h,conf) and gives frames without pictures.',
  source: true,
  params: {
    path: {
      type: 'string',
      positional: true,
      required: true,
      summary:
        'The file; a seqinfo.ini beside it or one folder above gives the rate, the size and the length.',
    },
    fps: {
      type: 'number',
      min: 0.1,
      max: 1000,
      unit: '1/s',
      summary: "Frames a second. Default: seqinfo.ini's frameRate, else 30.",
    },
    width: {
      type: 'integer',
      min: 1,
      max: 65_535,
      unit: 'px',
      summary: "The picture's width. Default: seqinfo.ini's imWidth, else as far as boxes reach.",
    },
    height: {
      type: 'integer',
      min: 1,
      max: 65_535,
      unit: 'px',
      summary: "The picture's height. Default: seqinfo.ini's imHeight, else as far as boxes reach.",
    },
    scores: {
      type: 'enum',
      values: ['auto', 'percent'],
      default: 'auto',
      summary:
        'auto: 0-1 as they are, whole numbers to 100 as percentages, others (margins of DPM, sums of ACF) by their order, on a logistic scale; percent: all are percentages.',
    },
    class: { type: 'string', default: 'person', summary: 'What all of them are.' },
    ...timingParams,
  },
  takes: [],
  gives: ['frames', 'detections'],
  memory: false,
  classes: (params) => [params.class],
  live: () => false,
  blind: true,
  reads: ({ path }) => path,
  open: async (params, context) => (await import('./detections/source.ts')).openDetections(params, context),
})
