import { expect, it } from 'vitest'
import { objectName } from '../../../../src/runtime/cluster/kubernetes/labels.ts'
import { idOf } from '../../../../src/runtime/control/deploy/object.ts'
import { defaultOptions } from '../../../../src/runtime/control/deploy/site/options.ts'
import { siteObjects } from '../../../../src/runtime/control/deploy/site/site-objects.ts'

it('no stream has objects of the names that the site itself has', () => {
  const kinds = ['Deployment', 'ConfigMap', 'PodDisruptionBudget']
  const taken = siteObjects(defaultOptions('1'))
    .map(idOf)
    .filter(({ kind }) => kinds.includes(kind))
  const streams = taken.map(({ name }) => name.replace(/^gaze-/, ''))
  expect(streams).toContain('server')
  for (const stream of streams) expect(taken.map(({ name }) => name)).not.toContain(objectName(stream))
  expect(objectName('door')).toBe('gaze-door')
})
