import { defineNode } from '../../pipeline/node.ts'

export const track = defineNode({
  name: 'track',
  summary:
    'Follows what was found from frame to frame and gives it a number (Kalman filter, least-cost assignment).',
  params: {
    method: {
      type: 'enum',
      values: ['gaze', 'sort', 'bytetrack'],
      default: 'gaze',
      summary:
        "Gaze's own way, for detections and for what motion finds; or SORT (Bewley 2016) or ByteTrack (Zhang 2022) as published.",
    },
    lost: {
      type: 'duration',
      min: '0s',
      max: '60s',
      summary:
        'How long something may be hidden and still be known again. Default: 3s, 2s behind motion; bytetrack 1s; sort a single frame.',
    },
    confirm: {
      type: 'duration',
      min: '0s',
      max: '10s',
      summary:
        'How long something must be seen before it gets a number. Default: two frames, more where scores are low, 200ms and three frames behind motion; sort four frames; bytetrack always takes two.',
    },
    high: {
      type: 'number',
      min: 0,
      max: 1,
      summary:
        'Detections with at least this score are matched first. A track begins after two frames at one and a half times as much, after more the lower the scores, down to four fifths; bytetrack begins one at a tenth more. Default: 0.6; sort 0.',
    },
    low: {
      type: 'number',
      min: 0,
      max: 1,
      summary:
        'Detections with less are ignored; those between the two only go on with a track. Default: 0.1; sort has no such stage.',
    },
  },
  takes: ['detections'],
  gives: ['tracks'],
  memory: true,
  async open({ method, lost, confirm, high, low }, context) {
    const [{ createFollower }, { carryBetween }, { createLookGap }] = await Promise.all([
      import('./methods.ts'),
      import('./carry.ts'),
      import('./look-gap.ts'),
    ])
    let awaited: readonly number[] = []
    const times = { lost: seconds(lost), confirm: seconds(confirm) }
    const awaits = (ids: readonly number[]): void => {
      awaited = ids
    }
    const follow = carryBetween(createFollower(method, { ...times, high, low, awaits }))
    const noteLook = createLookGap(context)
    return {
      process(item, emit) {
        noteLook(item)
        const tracks = follow(item)
        return emit({ ...item, tracks, ...(awaited.length > 0 && { awaited }) })
      },
      close() {},
    }
  },
})

const seconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms / 1000)
