import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { inspect } from '../../../src/runtime/registry/inspect.ts'
import { parseReference } from '../../../src/runtime/registry/reference.ts'
import { openTestRegistry, type TestRegistry } from '../../support/push-image.ts'
import { startTokenRegistry } from '../../support/net/token-registry.ts'
import { describeWith } from '../support/back-ends.ts'

const VARIABLES = [
  'GAZE_TEST_REGISTRY',
  'GAZE_TEST_REGISTRY_AUTH',
  'GAZE_TEST_REGISTRY_USER',
  'GAZE_TEST_REGISTRY_PASSWORD',
] as const

describeWith(VARIABLES, 'a registry', (env) => {
  const { GAZE_TEST_REGISTRY: open = '', GAZE_TEST_REGISTRY_AUTH: closed = '' } = env
  const { GAZE_TEST_REGISTRY_USER: user = '', GAZE_TEST_REGISTRY_PASSWORD: password = '' } = env
  let registry: TestRegistry
  let dir: string
  let name: string

  beforeEach(() => {
    registry = openTestRegistry(open)
    dir = mkdtempSync(join(tmpdir(), 'gaze-registry-'))
    name = `gaze-test/${randomUUID()}`
  })
  afterEach(async () => {
    await registry.clear()
    rmSync(dir, { recursive: true, force: true })
  })

  const keep = (host: string, entry: object): string => {
    const path = join(dir, 'config.json')
    writeFileSync(path, JSON.stringify({ auths: { [host]: entry } }))
    return path
  }
  const base64 = (text: string): string => Buffer.from(text).toString('base64')
  const ask = (
    ref: string,
    files: readonly string[] = [],
    wanted: readonly string[] = [],
    insecure = false,
  ) =>
    inspect(
      parseReference(ref),
      { credentialFiles: files, insecure, signal: new AbortController().signal },
      wanted,
    )

  it('says what an image is', async () => {
    const labels = { 'gaze.dev/wire': 'v1' }
    const { digest, sizeBytes } = await registry.push(name, '1', {
      architecture: 'arm64',
      labels,
      user: '1000',
    })
    const found = { digest, sizeBytes, labels, user: '1000', platforms: ['linux/arm64'] }
    expect(await ask(`${open}/${name}:1`)).toEqual(found)
    expect(await ask(`${open}/${name}@${digest}`)).toEqual(found)
  })

  it('says what a list is, by the platform that is wanted', async () => {
    const { digest } = await registry.pushList(name, '2', [
      { architecture: 'amd64', labels: { for: 'amd64' } },
      { architecture: 'arm64', labels: { for: 'arm64' } },
    ])
    const wanted = await ask(`${open}/${name}:2`, [], ['linux/s390x', 'linux/arm64'])
    expect(wanted).toMatchObject({
      digest,
      platforms: ['linux/amd64', 'linux/arm64'],
      labels: { for: 'arm64' },
    })
    expect((await ask(`${open}/${name}:2`, [], ['linux/s390x'])).labels).toEqual({ for: 'amd64' })
  })

  it('is shown the user and password that are kept for it', async () => {
    const { digest } = await registry.push(name, '1')
    const ref = `${closed}/${name}:1`
    const right = keep(closed, { auth: base64(`${user}:${password}`) })
    expect(await ask(ref, [right])).toMatchObject({ digest })
    await expect(ask(ref)).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
      why: expect.stringMatching(/none are kept/),
    })
    const wrong = keep(closed, { auth: base64(`${user}:wrong`) })
    await expect(ask(ref, [wrong])).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
      why: expect.stringMatching(/refuses/),
    })
  })

  it('is shown a token where it wants one, for a password or an identity token', async () => {
    const { digest } = await registry.push(name, '1')
    const service = await startTokenRegistry({ host: open, user, password, identityToken: 'who-i-am' })
    try {
      const host = `127.0.0.1:${service.port}`
      const ref = `${host}/${name}:1`
      expect(await ask(ref, [keep(host, { auth: base64(`${user}:${password}`) })])).toMatchObject({ digest })
      expect(service.shown.at(-1)).toContain(`scope=repository%3A${encodeURIComponent(name)}%3Apull`)
      expect(await ask(ref, [keep(host, { identitytoken: 'who-i-am' })])).toMatchObject({ digest })
      await expect(ask(ref)).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
    } finally {
      await service.close()
    }
  })

  it('is asked for what it does not say by itself, and its other ways to log in are no hindrance', async () => {
    const { digest } = await registry.push(name, '1')
    const challenge = 'Bearer realm="REALM",service="lab", Basic realm="lab"'
    const service = await startTokenRegistry({ host: open, user, password, identityToken: '', challenge })
    try {
      const host = `127.0.0.1:${service.port}`
      const files = [keep(host, { auth: base64(`${user}:${password}`) })]
      expect(await ask(`${host}/${name}:1`, files)).toMatchObject({ digest })
      expect(service.shown.at(-1)).toContain(`scope=repository%3A${encodeURIComponent(name)}%3Apull`)
    } finally {
      await service.close()
    }
  })

  it('whose token service is out of order is not said to refuse a user', async () => {
    const service = await startTokenRegistry({
      host: open,
      user,
      password,
      identityToken: '',
      tokenStatus: 503,
    })
    try {
      const host = `127.0.0.1:${service.port}`
      const files = [keep(host, { auth: base64(`${user}:${password}`) })]
      await expect(ask(`${host}/${name}:1`, files)).rejects.toMatchObject({
        code: 'REGISTRY_UNAVAILABLE',
        why: expect.stringContaining('503'),
      })
    } finally {
      await service.close()
    }
  })

  it('on another machine is asked in clear only when that is allowed', async () => {
    const { digest } = await registry.push(name, '1')
    const service = await startTokenRegistry({ host: open, user, password, identityToken: '' })
    try {
      const host = `0.0.0.0:${service.port}`
      const files = [keep(host, { auth: base64(`${user}:${password}`) })]
      await expect(ask(`${host}/${name}:1`, files)).rejects.toMatchObject({
        code: 'REGISTRY_UNAVAILABLE',
        hint: expect.stringContaining('--insecure-registry'),
      })
      expect(service.shown).toEqual([])
      expect(await ask(`${host}/${name}:1`, files, [], true)).toMatchObject({ digest })
    } finally {
      await service.close()
    }
  })

  it('that does not have it, or is not there, is named', async () => {
    await registry.push(name, '1')
    await expect(ask(`${open}/${name}:2`)).rejects.toMatchObject({ code: 'REFERENCE_NOT_FOUND', exit: 3 })
    await expect(ask(`${open}/${name}/no:1`)).rejects.toMatchObject({ code: 'REFERENCE_NOT_FOUND' })
    const down = await ask(`127.0.0.1:1/${name}:1`).catch((error: unknown) => error)
    expect(down).toMatchObject({
      code: 'REGISTRY_UNAVAILABLE',
      message: expect.stringContaining('127.0.0.1:1'),
    })
  })
})
