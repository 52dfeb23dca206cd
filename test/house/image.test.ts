import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const dockerfile = readFileSync('Dockerfile', 'utf8')
const ignore = readFileSync('.dockerignore', 'utf8').split('\n')
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Record<string, string> }
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, unknown> }

/** What the image keeps of node_modules. */
const kept = (/cp -r --parents -t \/modules \\\n([\s\S]*?)\\\n\s*&&/.exec(dockerfile)?.[1] ?? '')
  .replaceAll('\\', ' ')
  .trim()
  .split(/\s+/)

/** Only `gaze model check` and `add` read pictures by it, which no service does; without it they take FFmpeg. */
const COMMANDS_ONLY = ['sharp']
const needed = Object.keys(manifest.dependencies).filter((name) => !COMMANDS_ONLY.includes(name))

describe('the runtime image', () => {
  it.each(needed)('has %s, which cannot be bundled', (name) => {
    expect(kept).toContain(name)
  })

  it('keeps packages that there are', () => {
    expect(kept.length).toBeGreaterThan(3)
    for (const name of kept) expect(existsSync(`node_modules/${name}`), name).toBe(true)
  })

  it.each(['x64', 'arm64'])('can be built for linux on %s', (arch) => {
    for (const name of [
      '@seydx/node-av-linux',
      '@lmdb/lmdb-linux',
      '@msgpackr-extract/msgpackr-extract-linux',
    ])
      expect(Object.keys(lock.packages)).toContain(`node_modules/${name}-${arch}`)
    expect(existsSync(`node_modules/zeromq/build/linux/${arch}/node/glibc-127-Release`)).toBe(true)
  })

  it('lets in no more than it names', () => {
    expect(ignore[0]).toBe('*')
    for (const path of ['.git', 'node_modules', 'dist', 'test']) expect(ignore).not.toContain(`!${path}`)
  })
})
