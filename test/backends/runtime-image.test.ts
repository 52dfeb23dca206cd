import { execFileSync } from 'node:child_process'
import { beforeAll, expect, it } from 'vitest'
import { describeWith } from './support/back-ends.ts'
import { docker, RUNTIME_IMAGE_NEEDS, runtimeImage } from './support/runtime-image.ts'

const MAX_BYTES = 450e6

describeWith(RUNTIME_IMAGE_NEEDS, 'the runtime image', () => {
  let image: string
  beforeAll(async () => {
    image = await runtimeImage()
  }, 900_000)

  const run = (...command: string[]): string =>
    execFileSync(
      docker,
      ['run', '--rm', '--network', 'host', '--read-only', '--tmpfs', '/tmp', image, ...command],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
  const inspect = (format: string): string =>
    execFileSync(docker, ['image', 'inspect', '-f', format, image], { encoding: 'utf8' }).trim()

  it('is small, and of a user that is not root', () => {
    expect(Number(inspect('{{.Size}}'))).toBeLessThan(MAX_BYTES)
    expect(inspect('{{.Config.User}}')).toBe('1000:1000')
    expect(run('id', '-u').trim()).toBe('1000')
  })

  it('has no tools to build with, no caches, and nothing for graphics cards', () => {
    const look =
      'for p in npm npx yarn gcc cc make python3 cmake git; do command -v $p; done; ls -A /root ~/.npm 2>&1; true'
    expect(run('sh', '-c', look)).not.toMatch(/\/(npm|npx|yarn|gcc|cc|make|python3|cmake|git)\b|_cacache/)
    expect(
      run('find', '/app', '-iname', '*cuda*', '-o', '-name', '*musl*', '-o', '-path', '*/darwin/*'),
    ).toBe('')
  })

  it('has the licences of what it carries', () => {
    const look =
      'ls /app/LICENSE /app/NOTICE /app/node_modules/node-av/LICENSE.md /app/node_modules/zeromq/LICENSE.txt'
    expect(run('sh', '-c', look).trim().split('\n')).toHaveLength(4)
  })

  it('loads every add-on', () => {
    const program =
      "Promise.all(['zeromq','lmdb','node-av/lib','onnxruntime-node'].map((n) => import(n))).then(() => console.log('all'))"
    expect(run('node', '-e', program).trim()).toBe('all')
  })

  it.each(['gaze-server', 'pod', 'info-update', 'first-start'])('has the program %s', (name) => {
    expect(() => run('node', `/app/dist/services/${name}.js`, '/missing.json')).toThrow(
      /missing\.json|settings file/,
    )
  })
})
