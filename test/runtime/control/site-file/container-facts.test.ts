import { expect, it, vi } from 'vitest'
import { GazeError } from '../../../../src/runtime/errors.ts'
import { containerFacts } from '../../../../src/runtime/control/site-file/container-facts.ts'
import { type ImageObject, readObjects } from '../../../../src/runtime/control/site-file/read/objects.ts'
import { imageDraft } from '../../../runtime/records/drafts.ts'

const DIGEST = `sha256:${'a'.repeat(64)}`
const FACTS = { digest: DIGEST, user: '', platforms: [], sizeBytes: 1, labels: {} }
const object = (spec: string): ImageObject => {
  const text = `apiVersion: gaze.dev/v1\nkind: Image\nmetadata: {name: door}\nspec: ${spec}\n`
  return readObjects([{ file: 'site.yaml', text, cwd: '/' }]).objects[0] as ImageObject
}
const recorded = {
  ...imageDraft('door', { kind: 'container', ref: 'a/door:1', digest: DIGEST, user: '7' }),
  ...{ revision: 1, createdAt: '', updatedAt: '' },
}

it.each([
  ['{ref: "a/door:1"}', 'a/door:1'],
  [`{ref: "a/door:1", digest: ${DIGEST}}`, `a/door:1@${DIGEST}`],
  [`{ref: "a/door:1@${DIGEST}"}`, `a/door:1@${DIGEST}`],
])('the registry is asked of %s', async (spec, asked) => {
  const inspect = vi.fn(async () => FACTS)
  expect(await containerFacts(object(spec), undefined, inspect)).toEqual({ facts: FACTS, issues: [] })
  expect(inspect.mock.calls).toEqual([[asked]])
})

it('is not asked of what is recorded, and again of what differs', async () => {
  const inspect = vi.fn(async () => FACTS)
  const { facts } = await containerFacts(object('{ref: "a/door:1"}'), recorded, inspect)
  expect(facts).toMatchObject({ digest: DIGEST, user: '7' })
  expect(inspect).not.toHaveBeenCalled()
  await containerFacts(object(`{ref: "a/door:1", digest: sha256:${'b'.repeat(64)}}`), recorded, inspect)
  await containerFacts(object('{ref: "a/door:2"}'), recorded, inspect)
  expect(inspect).toHaveBeenCalledTimes(2)
})

it('what is wrong with the reference is said of its place, what is wrong with the registry is thrown', async () => {
  const failing = (code: 'REFERENCE_NOT_FOUND' | 'REGISTRY_UNAVAILABLE') => () =>
    Promise.reject(new GazeError(code, 'no'))
  const spec = object('{ref: "a/door:1"}')
  expect((await containerFacts(spec, undefined, failing('REFERENCE_NOT_FOUND'))).issues).toMatchObject([
    { line: 4, column: 13, path: 'spec.ref', code: 'REFERENCE_NOT_FOUND' },
  ])
  await expect(containerFacts(spec, undefined, failing('REGISTRY_UNAVAILABLE'))).rejects.toMatchObject({
    code: 'REGISTRY_UNAVAILABLE',
  })
})

it('a machine of its own runs no containers', async () => {
  const { facts, issues } = await containerFacts(object('{ref: "a/door:1"}'), undefined, undefined)
  expect([facts, issues]).toMatchObject([undefined, [{ code: 'NEEDS_CLUSTER' }]])
})
