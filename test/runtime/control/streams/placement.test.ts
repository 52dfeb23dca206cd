import { describe, expect, it } from 'vitest'
import { nextPlacement, parsePlacement } from '../../../../src/runtime/control/streams/scale/placement.ts'

const placed = (flags: Parameters<typeof parsePlacement>[0], old = {}) =>
  nextPlacement(old, parsePlacement(flags))

describe('placement flags', () => {
  it('set, add and take away', () => {
    const first = placed({
      resource: ['nvidia.com/gpu=1', 'ephemeral-storage=2Gi'],
      nodeSelector: ['zone=a', 'kubernetes.io/arch=arm64', 'edge='],
      toleration: ['dedicated=cameras:NoSchedule', 'gpu', 'spot:NoExecute', 'x=y'],
      pullSecret: ['regcred'],
    })
    expect(first).toEqual({
      resources: { 'ephemeral-storage': '2Gi', 'nvidia.com/gpu': '1' },
      nodeSelector: { edge: '', 'kubernetes.io/arch': 'arm64', zone: 'a' },
      tolerations: [
        { key: 'dedicated', value: 'cameras', effect: 'NoSchedule' },
        { key: 'gpu' },
        { key: 'spot', effect: 'NoExecute' },
        { key: 'x', value: 'y' },
      ],
      pullSecrets: ['regcred'],
    })
    expect(placed({}, first)).toEqual(first)
    expect(placed({ resource: ['nvidia.com/gpu-'], toleration: ['t'] }, first)).toEqual({
      ...first,
      resources: { 'ephemeral-storage': '2Gi' },
      tolerations: [{ key: 't' }],
    })
  })

  it('leaves out what asks for nothing', () => {
    expect(placed({})).toEqual({})
    const old = { resources: { 'a/b': '1' }, nodeSelector: { c: 'd' }, pullSecrets: ['e'] }
    expect(placed({ resource: ['a/b-'], nodeSelector: ['c-'], pullSecret: [''] }, old)).toEqual({})
  })

  it.each([
    ['resource', ['gpu=1', 'nvidia.com/gpu', 'nvidia.com/gpu=0.5', 'nvidia.com/gpu=0', 'nvidia.com/gpu=']],
    ['resource', ['cpu=1', 'memory=1Gi', '=1', 'ephemeral-storage=lots']],
    ['nodeSelector', ['zone', '=a', 'zone=a b', '-x=1']],
    ['toleration', ['=v', ':NoSchedule', 'k=v:Never', 'k=v w', 'k:']],
    ['pullSecret', ['Reg', 'a_b', '-a']],
  ] as const)('refuse a wrong --%s', (flag, texts) => {
    for (const text of texts)
      expect(() => parsePlacement({ [flag]: [text] }), text).toThrow(
        expect.objectContaining({ code: 'USAGE' }),
      )
  })
})
