import { afterEach, describe, expect, it } from 'vitest'
import { type Answer, type FaultyApi, json, startFaultyApi } from './faulty-api.ts'

let api: FaultyApi | undefined
afterEach(() => api?.close())

const wanted = { metadata: { name: 'site' }, data: { a: '1' } }
const at = (resourceVersion: string, more: object): Answer =>
  json(200, { metadata: { name: 'site', resourceVersion, ...more }, data: { a: '1' } })

const apply = async (answers: readonly Answer[], dryRun: boolean) => {
  api = await startFaultyApi(answers, new AbortController().signal)
  return api.client.apply('ConfigMap', wanted, { dryRun })
}

describe('what an apply would change', () => {
  const noted = { annotations: { 'controller/revision': '1' } }

  it('is nothing where a controller wrote between the look and the apply', async () => {
    const answers = [at('1', {}), at('2', noted), at('2', noted), at('2', noted)]
    expect(await apply(answers, true)).toMatchObject({ result: 'unchanged' })
    expect(api?.asked).toHaveLength(4)
  })

  it('is told at once where nobody wrote', async () => {
    expect(await apply([at('1', {}), at('1', noted)], true)).toMatchObject({ result: 'configured' })
    expect(api?.asked).toHaveLength(2)
  })

  it('is told in the end of what somebody writes all the time', async () => {
    let version = 0
    const busy: Answer = (response, request) => {
      version += 1
      at(String(version), { annotations: { at: String(version) } })(response, request)
    }
    expect(await apply([busy], true)).toMatchObject({ result: 'configured' })
    expect(api?.asked).toHaveLength(10)
  })
})

it('applies only once where it is meant', async () => {
  expect(await apply([at('1', {}), at('2', { labels: { a: 'b' } })], false)).toMatchObject({
    result: 'configured',
  })
  expect(api?.asked).toHaveLength(2)
})
