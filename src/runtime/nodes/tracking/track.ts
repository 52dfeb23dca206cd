import { defineNode } from '../../pipeline/node.ts'

export const track = defineNode({
  name: 'track',
  summary:
    'Follows what was found from frame to frame and gives it a number (Kalman filter, least-cost assignment).',
  params: {
    lost: {
      type: 'duration',
      default: '2s',
      min: '0s',
      max: '60s',
      summary: 'How long something may be hidden and still be known again.',
    },
    confirm: {
      type: 'duration',
      default: '200ms',
      min: '0s',
      max: '10s',
      summary: 'How long something must be seen, in three frames at least, before it gets a number.',
    },
  },
  takes: ['detections'],
  gives: ['tracks'],
  memory: true,
  async open({ lost, confirm }) {
    const { createFollower } = await import('./follow.ts')
    const follow = createFollower({ lost: lost / 1000, confirm: confirm / 1000 })
    return {
      process(item, emit) {
        return emit({ ...item, tracks: follow(item) })
      },
      close() {},
    }
  },
})
