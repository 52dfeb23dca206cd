import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findCredentials } from '../../../src/runtime/registry/credentials/find.ts'
import { parseReference } from '../../../src/runtime/registry/reference.ts'

let dir: string
let path: string | undefined
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gaze-auth-'))
  path = process.env.PATH
})
afterEach(() => {
  process.env.PATH = path
  rmSync(dir, { recursive: true, force: true })
})

const file = (name: string, content: object | string): string => {
  writeFileSync(join(dir, name), typeof content === 'string' ? content : JSON.stringify(content))
  return join(dir, name)
}
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const find = (files: readonly string[], ref: string) =>
  findCredentials(files, parseReference(ref), new AbortController().signal)

/** A helper as docker-credential-… are: a program that reads a server and says JSON. */
const helper = (name: string, script: string): void => {
  mkdirSync(join(dir, 'bin'), { recursive: true })
  writeFileSync(join(dir, 'bin', `docker-credential-${name}`), `#!/bin/sh\nread server\n${script}\n`, {
    mode: 0o755,
  })
  process.env.PATH = `${join(dir, 'bin')}:${path}`
}

describe('users and passwords that Docker and Podman keep', () => {
  it('are found by host, by namespace first, in the first file that knows them', async () => {
    const docker = file('config.json', { auths: { 'r.site:5000': { auth: base64('u:p:w') } } })
    const podman = file('auth.json', {
      auths: {
        'r.site:5000': { auth: base64('no:no') },
        'q.site': { auth: base64('q:1') },
        'q.site/team': { auth: base64('t:2') },
      },
    })
    const files = [join(dir, 'missing.json'), docker, podman]
    expect(await find(files, 'r.site:5000/a')).toEqual({ user: 'u', password: 'p:w' })
    expect(await find(files, 'q.site/team/a')).toEqual({ user: 't', password: '2' })
    expect(await find(files, 'q.site/other/a')).toEqual({ user: 'q', password: '1' })
    expect(await find(files, 'other.site/a')).toBeUndefined()
  })

  it('are found under the names that Docker Hub has', async () => {
    const docker = file('config.json', { auths: { 'https://index.docker.io/v1/': { auth: base64('u:p') } } })
    expect(await find([docker], 'mongo')).toEqual({ user: 'u', password: 'p' })
  })

  it('may be an identity token', async () => {
    const docker = file('config.json', { auths: { 'r.site': { auth: base64('u:'), identitytoken: 'id' } } })
    expect(await find([docker], 'r.site/a')).toEqual({ user: 'u', password: '', identityToken: 'id' })
  })

  it('are asked of helpers, of the host before that of all', async () => {
    helper('one', `echo '{"Username":"h","Secret":"'"$server"'"}'`)
    helper('all', `echo '{"Username":"<token>","Secret":"id"}'`)
    const docker = file('config.json', {
      credHelpers: { 'r.site': 'one' },
      credsStore: 'all',
      auths: { 'q.site': {} },
    })
    expect(await find([docker], 'r.site/a')).toEqual({ user: 'h', password: 'r.site' })
    expect(await find([docker], 'q.site/a')).toEqual({ user: '<token>', password: '', identityToken: 'id' })
  })

  it('are asked of the helper of Docker Hub, however it is called', async () => {
    helper('hub', `echo '{"Username":"h","Secret":"'"$server"'"}'`)
    for (const name of ['https://index.docker.io/v1/', 'docker.io', 'index.docker.io'])
      expect(await find([file('config.json', { credHelpers: { [name]: 'hub' } })], 'team/a')).toEqual({
        user: 'h',
        password: 'https://index.docker.io/v1/',
      })
  })

  it('a helper that knows nothing is none; one that is missing or talks nonsense is named', async () => {
    helper('none', 'echo credentials not found in native keychain; exit 1')
    helper('noise', 'echo hunter2')
    const by = (name: string): string => file(`${name}.json`, { credsStore: name })
    expect(await find([by('none')], 'r.site/a')).toBeUndefined()
    await expect(find([by('gone')], 'r.site/a')).rejects.toMatchObject({
      code: 'FAILED',
      message: expect.stringContaining('docker-credential-gone'),
    })
    const noise = await find([by('noise')], 'r.site/a').catch((error: unknown) => error)
    expect(noise).toMatchObject({ code: 'FAILED' })
    expect(JSON.stringify(noise)).not.toContain('hunter2')
  })

  it('a file that is not JSON is named and not repeated', async () => {
    const bad = await find([file('config.json', 'hunter2')], 'r.site/a').catch((error: unknown) => error)
    expect(bad).toMatchObject({ code: 'FILE_INVALID' })
    expect(`${(bad as Error).message}${JSON.stringify(bad)}`).not.toContain('hunter2')
  })

  it.each([
    [{ auths: { 'r.site': { auth: 'hunter2!' } } }, '"auths" of r.site: "auth" is not the base64'],
    [{ auths: { 'https://r.site/v2/': { auth: base64('hunter2') } } }, '"auths" of r.site: "auth" is not'],
    [{ auths: { 'r.site': { auth: base64('user:hunter2').slice(0, -1) } } }, '"auth" is not the base64'],
    [{ auths: { 'r.site': 'hunter2' } }, '"auths" of r.site is not an object'],
    [{ auths: { 'r.site': { auth: ['hunter2'] } } }, '"auth" is not a text'],
    [{ auths: ['hunter2'] }, '"auths" is not an object'],
    [{ credHelpers: { 'r.site': { hunter2: 1 } } }, '"credHelpers" of r.site is not a text'],
    [{ credsStore: 5 }, '"credsStore" is not a text'],
    [['hunter2'], 'It is not an object'],
  ])('that are damaged are called that, and not shown: %j', async (content, why) => {
    const path = file('config.json', content)
    const bad = await find([path], 'r.site/a').catch((error: unknown) => error)
    const whole = { code: 'FILE_INVALID', message: `${path} is damaged`, why: expect.stringContaining(why) }
    expect(bad).toMatchObject({ ...whole, hint: expect.stringContaining('docker login') })
    expect(JSON.stringify(bad)).not.toContain('hunter2')
  })

  it('of another registry may be damaged, and what Go writes for nothing is nothing', async () => {
    const auths = { 'q.site': { auth: '!' }, 'r.site': { auth: `${base64('u:p')}\n` } }
    expect(await find([file('config.json', { auths, credHelpers: null })], 'r.site/a')).toEqual({
      ...{ user: 'u', password: 'p' },
    })
    expect(await find([file('config.json', { auths: { 'r.site': null } })], 'r.site/a')).toBeUndefined()
    expect(await find([file('config.json', { auths: null })], 'r.site/a')).toBeUndefined()
  })
})
