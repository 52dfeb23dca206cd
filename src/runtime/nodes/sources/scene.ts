import { defineSource } from '../../pipeline/node.ts'
import { timingParams } from './timing-params.ts'

export const scene = defineSource({
  name: 'scene',
  summary:
    'Draws a street with people and cars, always the same for the same seed, whose true counts are known.',
  source: true,
  params: {
    seed: { type: 'integer', min: 0, max: 4_294_967_295, default: 1, summary: 'Picks who passes when.' },
    width: { type: 'integer', min: 32, max: 7680, default: 1280, unit: 'px', summary: 'Width, even.' },
    height: { type: 'integer', min: 32, max: 4320, default: 720, unit: 'px', summary: 'Height, even.' },
    fps: { type: 'number', min: 1, max: 120, default: 25, unit: '1/s', summary: 'Pictures a second.' },
    duration: { type: 'duration', min: '0s', default: '60s', summary: 'How long it goes on; 0s: for ever.' },
    frames: { type: 'integer', min: 1, summary: 'Pictures in all, instead of a duration.' },
    noise: {
      type: 'number',
      min: 0,
      max: 50,
      default: 2,
      unit: 'grey levels',
      summary: "Standard deviation of the camera's noise.",
    },
    drift: {
      type: 'number',
      min: 0,
      max: 50,
      default: 0,
      unit: '%',
      summary: 'By how much the light goes up and down, in 40 s each time.',
    },
    lanes: {
      type: 'enum',
      values: ['separate', 'overlapping'],
      default: 'separate',
      summary: 'Whether those who go one way can cover those who go the other.',
    },
    shadows: { type: 'boolean', default: true, summary: 'Whether they throw shadows on the ground.' },
    traffic: { type: 'number', min: 0.1, max: 5, default: 1, summary: 'How busy it is; 1 is ordinary.' },
    ...timingParams,
  },
  takes: [],
  gives: ['frames'],
  memory: false,
  live: () => false,
  open: async (params, context) => (await import('./scene/source.ts')).openSceneSource(params, context),
})
