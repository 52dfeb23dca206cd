import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { objectName } from '../../../../src/runtime/cluster/kubernetes/labels.ts'

const KINDS = ['ConfigMap', 'Deployment', 'PodDisruptionBudget']

it("no stream's objects are called as those of the site's own services", () => {
  const objects = parseAllDocuments(readFileSync('manifests/gaze.yaml', 'utf8')).map(
    (document) => document.toJSON() as { kind: string; metadata: { name: string } },
  )
  const names = objects.filter(({ kind }) => KINDS.includes(kind)).map(({ metadata }) => metadata.name)
  expect(names).toContain('gaze-server')
  const clashes = names.filter((name) => objectName(name.replace(/^gaze-/, '')) === name)
  expect(clashes).toEqual([])
  expect(objectName('door')).toBe('gaze-door')
})
