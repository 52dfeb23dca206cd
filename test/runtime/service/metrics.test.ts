import { expect, it } from 'vitest'
import { byReason, renderMetrics } from '../../../src/runtime/service/metrics.ts'

it('writes the text format of Prometheus', () => {
  const text = renderMetrics([
    { name: 'gaze_up', type: 'gauge', help: 'Whether it is up.', values: [{ value: 1 }] },
    {
      name: 'gaze_dropped_total',
      type: 'counter',
      help: 'Two\nlines.',
      values: byReason({ 'slow-pod': 2 }, { stream: 'a"b\\c' }),
    },
  ])
  expect(text).toBe(
    [
      '# HELP gaze_up Whether it is up.',
      '# TYPE gaze_up gauge',
      'gaze_up 1',
      '# HELP gaze_dropped_total Two\\nlines.',
      '# TYPE gaze_dropped_total counter',
      'gaze_dropped_total{stream="a\\"b\\\\c",reason="slow-pod"} 2',
      '',
    ].join('\n'),
  )
})
