import { expect, it } from 'vitest'
import { requireModels } from '../../../../src/runtime/control/models/require-models.ts'
import { factsOf } from '../../../../src/runtime/nodes/own/facts.ts'
import type { NodeSpec } from '../../../../src/runtime/pipeline/spec.ts'
import type { Records } from '../../../../src/runtime/records/store.ts'

const records = {
  models: { list: async () => [{ name: 'faces', manifest: { task: 'face', classes: ['face'] } }] },
} as unknown as Pick<Records, 'models'>

/** A container's own node with a model, which is for that task. */
const own = (model: string, task?: string): NodeSpec => ({
  ...{ id: 'blur', type: 'blur', params: { model }, from: [] },
  own: factsOf('here', {
    ...{ name: 'blur', summary: 'Blurs faces.', takes: ['frames'], gives: ['frames'] },
    params: { model: { type: 'model', summary: 'What finds them.', ...(task !== undefined && { task }) } },
  }),
})
const require = (node: NodeSpec): Promise<void> => requireModels(records, { nodes: [node] }, {})

it("a model of a container's own node has to be there, and to be made for what the node says, where it says that", async () => {
  await expect(require(own('fases'))).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
  await expect(require(own('faces', 'detect'))).rejects.toMatchObject({ code: 'PIPELINE_INVALID' })
  await require(own('faces'))
  await require(own('faces', 'face'))
})
