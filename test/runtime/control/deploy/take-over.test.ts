import { describe, expect, it } from 'vitest'
import { takenOver } from '../../../../src/runtime/control/deploy/take-over.ts'

const kubectl = (fieldsV1: object) => ({
  manager: 'kubectl-client-side-apply',
  operation: 'Update',
  apiVersion: 'v1',
  fieldsV1,
})
const ours = (fieldsV1: object) => ({ manager: 'gaze', operation: 'Apply', apiVersion: 'v1', fieldsV1 })
const edited = { manager: 'kubectl-edit', operation: 'Update', apiVersion: 'v1', fieldsV1: { 'f:c': {} } }
const status = { ...kubectl({ 'f:status': {} }), subresource: 'status' }

const NOTE = 'f:kubectl.kubernetes.io/last-applied-configuration'
const note = kubectl({ 'f:metadata': { 'f:annotations': { '.': {}, [NOTE]: {} } } })

describe('what kubectl apply owned', () => {
  it('is ours afterwards, with what was ours before; its note and what is of others stay', () => {
    const managed = [
      kubectl({
        'f:metadata': { 'f:annotations': { '.': {}, [NOTE]: {}, 'f:x': {} } },
        'f:spec': { 'f:a': {}, 'f:ports': { 'k:{"port":1}': {} } },
      }),
      edited,
      ours({ 'f:spec': { 'f:b': {}, 'f:ports': { 'k:{"port":2}': {} } } }),
      status,
    ]
    expect(takenOver(managed)).toEqual([
      ours({
        'f:metadata': { 'f:annotations': { 'f:x': {} } },
        'f:spec': { 'f:a': {}, 'f:b': {}, 'f:ports': { 'k:{"port":1}': {}, 'k:{"port":2}': {} } },
      }),
      note,
      edited,
      status,
    ])
  })

  it.each([
    ['it has applied nothing', [ours({ 'f:a': {} }), edited, status]],
    ['all but its note was taken over before', [ours({ 'f:a': {} }), note]],
    ['nobody has written', []],
  ])('is nothing where %s', (_, managed) => {
    expect(takenOver(managed)).toBeUndefined()
  })
})
