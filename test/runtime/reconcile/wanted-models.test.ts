import { describe, expect, it } from 'vitest'
import { type Want, wantOf } from '../../../src/runtime/reconcile/desired.ts'
import type { Image, Model, Stream } from '../../../src/runtime/records/types.ts'
import { imageDraft, modelDraft, streamDraft } from '../records/drafts.ts'

const times = { revision: 1, createdAt: '', updatedAt: '' }
const image: Image = {
  ...times,
  ...imageDraft('door', { kind: 'pipeline' }),
  pipeline: { nodes: [{ id: 'detect', type: 'detect', params: { model: '${MODEL}' }, from: [] }] },
  env: { MODEL: 'yolo' },
}
const stream = (change: Partial<Stream> = {}): Stream => ({ ...times, ...streamDraft('front'), ...change })
const modelsNamed = (...names: string[]): Map<string, Model> =>
  new Map(names.map((name) => [name, { ...times, ...modelDraft(name) }]))

const want = (of: Stream, models: ReadonlyMap<string, Model>): Want =>
  wantOf(of, image, { hasMemory: () => false, kinds: ['pipeline'], models }, [])
const templateOf = (found: Want) => ('workload' in found ? found.workload.template : undefined)

describe('the models that a stream wants', () => {
  it('are those that its own variables name, with their hashes and manifests', () => {
    const models = modelsNamed('yolo', 'other', 'unused')
    expect(templateOf(want(stream(), models))?.run).toMatchObject({
      models: { yolo: { sha256: modelDraft('yolo').sha256, manifest: modelDraft('yolo').manifest } },
    })
    const own = templateOf(want(stream({ env: { MODEL: 'other' } }), models))?.run
    expect(Object.keys((own as { models: object }).models)).toEqual(['other'])
  })

  it('that are missing block it, with what to do', () => {
    expect(want(stream(), modelsNamed('other'))).toMatchObject({
      blocked: { reason: 'ModelNotFound', message: expect.stringMatching(/gaze model add FILE --name yolo/) },
    })
  })

  it('replace its pods exactly when one of them changes', () => {
    const of = stream()
    const before = templateOf(want(of, modelsNamed('yolo', 'other')))
    const models = modelsNamed('yolo', 'other')
    models.set('other', { ...models.get('other')!, sha256: 'f'.repeat(64) })
    expect(templateOf(want(of, models))?.hash).toBe(before?.hash)
    const yolo = models.get('yolo')!
    models.set('yolo', {
      ...yolo,
      manifest: { ...yolo.manifest, input: { ...yolo.manifest.input, colour: 'rgb' } },
    })
    expect(templateOf(want(of, new Map(models)))?.hash).not.toBe(before?.hash)
  })
})
