import { describe, expect, it } from 'vitest'
import { forgotten, keepDatabase } from '../../../../src/runtime/control/deploy/forgotten.ts'
import type { Revision } from '../../../../src/runtime/control/deploy/history/revision.ts'

const revision = (status: Revision['status'], ...set: string[]): Revision => ({
  ...{ revision: 1, status, set, deployedAt: '', version: '1', image: 'a', note: 'deploy', objects: [] },
})

describe('settings that a later deploy does not name', () => {
  it('are told with what they were, those of the last good deploy', () => {
    const history = [
      revision('deployed', 'server.replicas=2', 'ingest.plain=false'),
      revision('failed', 'server.cpu=4'),
    ]
    expect(forgotten(history, ['ingest.plain=true'])).toEqual([
      'server.replicas was 2 and is not named now: it goes back to its default.',
    ])
    expect(forgotten([], ['ingest.plain=true'])).toEqual([])
  })

  it('never leave a database of one’s own behind', () => {
    const history = [revision('deployed', 'mongodb.uriSecret=plant')]
    expect(() => keepDatabase(history, ['server.replicas=2'])).toThrow(
      expect.objectContaining({
        code: 'PRECONDITION',
        hint: expect.stringContaining('--set mongodb.uriSecret=plant'),
      }),
    )
    for (const named of ['mongodb.uriSecret=plant', 'mongodb.uriSecret=other', 'mongodb.uriSecret='])
      expect(() => keepDatabase(history, [named])).not.toThrow()
    expect(() => keepDatabase([revision('deployed', 'mongodb.uriSecret=')], [])).not.toThrow()
  })
})
