import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ensureSecret } from '../../../../src/runtime/first-start/ensure-secret.ts'
import { siteSecrets } from '../../../../src/runtime/first-start/site-secrets.ts'
import { programPath } from '../../../../src/runtime/package-root.ts'
import { describeWith } from '../../support/back-ends.ts'
import { createNamespace, type TestNamespace } from '../../support/cluster.ts'

const run = promisify(execFile)

describeWith(['KUBECONFIG'], 'the first start of a site', () => {
  let site: TestNamespace
  let dir: string
  beforeEach(async () => {
    site = await createNamespace('gaze-first')
    dir = mkdtempSync(join(tmpdir(), 'gaze-first-'))
  })
  afterEach(async () => {
    await site.remove()
    rmSync(dir, { recursive: true })
  })

  const start = (secretsDir = dir, mongodbHost = 'gaze-mongo:27017') => {
    const file = join(dir, `${Math.random()}.json`)
    writeFileSync(file, JSON.stringify({ namespace: site.namespace, secretsDir, mongodbHost }))
    return run(process.execPath, [programPath('first-start'), file])
  }
  const secretValue = async (name: string, key: string): Promise<string> =>
    Buffer.from((await site.client.get('Secret', name))?.data?.[key] ?? '', 'base64').toString()

  it('makes what is missing, leaves the values in files, and changes nothing at the next', async () => {
    await start()
    const token = await secretValue('gaze-token', 'token')
    expect(token.length).toBeGreaterThan(20)
    expect(await secretValue('gaze-curve', 'public')).toHaveLength(40)
    expect(await secretValue('gaze-curve', 'secret')).toHaveLength(40)
    const password = await secretValue('gaze-mongodb', 'password')
    expect(await secretValue('gaze-mongodb', 'uri')).toContain(`:${password}@gaze-mongo:27017/`)
    expect(readFileSync(join(dir, 'token/token'), 'utf8')).toBe(token)
    expect(readFileSync(join(dir, 'mongodb/uri'), 'utf8')).toBe(await secretValue('gaze-mongodb', 'uri'))
    const { stderr } = await start()
    expect(stderr).not.toContain(token)
    expect(stderr).not.toContain(password)
    expect(await secretValue('gaze-token', 'token')).toBe(token)
  })

  it('makes no database login for a site that brings its own', async () => {
    await start(dir, '')
    expect(await site.client.get('Secret', 'gaze-mongodb')).toBeUndefined()
    expect(await secretValue('gaze-token', 'token')).not.toBe('')
  })

  it('gives the same values to all of several starts at once', async () => {
    const secrets = siteSecrets('gaze-mongo:27017')
    const starts = await Promise.all(
      Array.from({ length: 8 }, () =>
        Promise.all(secrets.map((secret) => ensureSecret(site.client, secret))),
      ),
    )
    expect(new Set(starts.map((all) => JSON.stringify(all.map(({ values }) => values)))).size).toBe(1)
    for (const index of secrets.keys()) expect(starts.filter((all) => all[index]?.created)).toHaveLength(1)
  })

  it('names what a Secret that is there lacks', async () => {
    await site.client.create('Secret', { metadata: { name: 'gaze-curve' }, data: { public: 'YQ==' } })
    await expect(start()).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('lacks secret') })
  })
})
