import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWith } from '../support/back-ends.ts'
import { openReconciledSite, type ReconciledSite } from './reconciled.ts'

const STEADY = 'while true; do sleep 0.2; done'

describeWith(['KUBECONFIG'], 'a quota of the namespace', () => {
  let site: ReconciledSite
  beforeAll(async () => {
    site = await openReconciledSite()
    await site.image('steady', STEADY)
  })
  afterAll(() => site.close())

  const ask = async (method: 'POST' | 'DELETE', name: string, hard?: object): Promise<void> => {
    const path = `/api/v1/namespaces/${site.namespace}/resourcequotas${hard ? '' : `/${name}`}`
    const body = hard && JSON.stringify({ metadata: { name }, spec: { hard } })
    const signal = AbortSignal.timeout(10_000)
    const answer = await site.client.connection.call({ method, path, ...(body && { body }), signal })
    answer.resume()
    expect(answer.statusCode).toBeLessThan(300)
  }
  /** Controllers count first what is there. */
  const counted = async (name: string): Promise<void> => {
    const path = `/api/v1/namespaces/${site.namespace}/resourcequotas/${name}`
    await expect
      .poll(async () => (await site.client.read<{ status: { used?: object } }>(path, 'quota')).status.used)
      .toBeDefined()
  }
  const failure = async (name: string): Promise<string> => {
    const error = (await site.settled(name).catch((error: unknown) => error)) as {
      code?: string
      why?: string
    }
    expect(error).toMatchObject({ code: 'STREAM_FAILED' })
    return error.why ?? ''
  }

  it('on what pods use, and then room', async () => {
    await site.scale('quota', { image: 'steady', memory: '16Mi', replicas: 0 })
    await site.settled('quota')
    await ask('POST', 'small', { 'limits.memory': '1Mi' })
    await counted('small')
    await site.scale('quota', { replicas: 1, source: 'push' })
    expect(await failure('quota')).toMatch(/^QuotaExceeded: .*exceeded quota: small.*--memory/)
    await ask('DELETE', 'small')
  })

  it('that wants to be told what pods use', async () => {
    await ask('POST', 'told', { 'limits.memory': '1Gi' })
    await counted('told')
    await site.scale('untold', { image: 'steady' })
    expect(await failure('untold')).toMatch(/^Refused: .*must specify limits\.memory.*--memory/)
    await site.scale('untold', { memory: '16Mi' })
    await site.settled('untold')
    await ask('DELETE', 'told')
  })

  it('on the number of objects', async () => {
    await ask('POST', 'few', { 'count/deployments.apps': '0' })
    await counted('few')
    await site.scale('many', { image: 'steady' })
    expect(await failure('many')).toMatch(/^QuotaExceeded: .*exceeded quota: few.*have the quota raised/)
    expect(site.log.join('')).not.toContain('by hand')
    await ask('DELETE', 'few')
    await site.until('many', ({ status }) => status.phase === 'Running')
  })
})
