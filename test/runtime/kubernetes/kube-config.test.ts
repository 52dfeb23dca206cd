import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const config = (name: string, current = name): string =>
  JSON.stringify({
    'current-context': current,
    contexts: [{ name, context: { cluster: name, user: name } }],
    clusters: [{ name, cluster: { server: `https://${name}.example` } }],
    users: [{ name, user: { token: 't' } }],
  })

describe('the kubeconfig', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'gaze-kubeconfig-'))
    vi.resetModules()
  })
  afterEach(() => {
    vi.unstubAllEnvs()
    rmSync(dir, { recursive: true })
  })

  const write = (name: string, text: string): string => {
    const path = join(dir, name)
    writeFileSync(path, text)
    return path
  }
  /** As a program that starts now sees its environment. */
  const load = async (
    choice: { kubeconfig?: string; kubeContext?: string } = {},
    variables: Record<string, string> = {},
  ) => {
    for (const [name, value] of Object.entries({ HOME: dir, KUBECONFIG: '', ...variables }))
      vi.stubEnv(name, value)
    const { loadKubeConfig } = await import('../../../src/runtime/kubernetes/kube-config.ts')
    return loadKubeConfig(choice)
  }

  it('is the one that is named, before that of the variable', async () => {
    const named = write('named', config('named'))
    const other = write('other', config('other'))
    const loaded = await load({ kubeconfig: named }, { KUBECONFIG: other })
    expect(loaded.getCurrentCluster()?.server).toBe('https://named.example')
  })

  it('is put together from all files of the variable that are there; the first says which is current', async () => {
    const paths = [write('a', config('a')), join(dir, 'absent'), write('b', config('b'))]
    const variables = { KUBECONFIG: paths.join(':') }
    expect((await load({}, variables)).getCurrentContext()).toBe('a')
    const chosen = await load({ kubeContext: 'b' }, variables)
    expect(chosen.getCurrentCluster()?.server).toBe('https://b.example')
  })

  it.each([
    ['there is none', {}, undefined, 'No kubeconfig'],
    ['the named one is absent', { kubeconfig: '/proc/absent' }, undefined, 'no kubeconfig /proc/absent'],
    ['it is no YAML', {}, 'a: [', 'cannot be read'],
    ['it has no such context', { kubeContext: 'site' }, config('sites'), '"site"'],
    ['its current context is not in it', {}, config('a', 'b'), '"b"'],
    ['it is empty', {}, '{}', 'no current context'],
  ])('is refused when %s', async (_, choice, text, says) => {
    const variables = text === undefined ? {} : { KUBECONFIG: write('config', text) }
    await expect(load(choice, variables)).rejects.toMatchObject({ message: expect.stringContaining(says) })
  })
})
