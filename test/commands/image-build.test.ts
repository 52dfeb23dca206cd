import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CliResult, createHome, runCli, startCli } from '../support/cli.ts'
import { BRIGHTNESS } from '../support/own-node.ts'

const PIPELINE = `name: door
description: Counts "at" the door, 5$ each
nodes:
  - motion
  - track
  - { type: count-line, params: { name: door, line: "0.5,0:0.5,1" } }
`
const WITH_FILE = `nodes:
  - { type: file, params: { path: clip.y4m } }
  - motion
  - track
  - { type: count-line, params: { name: door, line: "0.5,0:0.5,1" } }
`

describe('gaze image build', () => {
  let home: string
  const build = (...args: string[]): Promise<CliResult> =>
    runCli(['image', 'build', ...args], { home, env: { PATH: join(home, 'bin') } })
  const program = (name: string, script: string): void => {
    mkdirSync(join(home, 'bin'), { recursive: true })
    writeFileSync(join(home, 'bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  }
  beforeEach(() => {
    home = createHome()
    writeFileSync(join(home, 'door.yaml'), PIPELINE)
    mkdirSync(join(home, 'yard', '.git'), { recursive: true })
    writeFileSync(join(home, 'yard', 'pipeline.yaml'), WITH_FILE)
    writeFileSync(join(home, 'yard', 'clip.y4m'), 'a clip')
  })
  afterEach(() => rmSync(home, { recursive: true }))

  it('writes what it would build from', async () => {
    const done = await build(
      'door.yaml',
      '--tag',
      'team/door:1',
      '--print',
      'out',
      '--from',
      'r:5000/runtime:1',
      '--json',
    )
    expect(done.code).toBe(0)
    expect(JSON.parse(done.stdout)).toEqual({
      ...{ tag: 'team/door:1', runtime: 'r:5000/runtime:1', builder: '', pushed: false, digest: '' },
      printed: join(home, 'out'),
    })
    expect(readdirSync(join(home, 'out'))).toEqual(['Dockerfile'])
    const text = readFileSync(join(home, 'out', 'Dockerfile'), 'utf8')
    expect(text).toContain('ARG RUNTIME=r:5000/runtime:1\nFROM ${RUNTIME}\nLABEL gaze.dev/wire="v1"\n')
    expect(text).toContain('LABEL org.opencontainers.image.description="Counts \\"at\\" the door, 5\\$ each"')
    expect((await build('door.yaml', '--tag', 'door', '--print', 'out')).code).toBe(2)
  })

  it('takes all files of a directory along, to where its pipeline finds them', async () => {
    expect((await build('yard', '--tag', 'yard:1', '--print', 'out')).code).toBe(0)
    expect(readdirSync(join(home, 'out', 'pipeline')).sort()).toEqual(['clip.y4m', 'pipeline.yaml'])
    const text = readFileSync(join(home, 'out', 'Dockerfile'), 'utf8')
    expect(text).toContain('/app/pipeline/clip.y4m')
    expect(text).toContain('COPY --chown=1000:1000 pipeline /app/pipeline')
    // Also into the directory itself, which is not copied into itself.
    expect((await build('yard', '--tag', 'yard:1', '--print', 'yard/made/context')).code).toBe(0)
    expect(readdirSync(join(home, 'yard', 'made', 'context', 'pipeline')).sort()).toEqual([
      'clip.y4m',
      'pipeline.yaml',
    ])
  })

  it.runIf(process.platform === 'linux')('refuses a directory that cannot be made', async () => {
    const [code, stderr] = [1, expect.stringMatching(/--print \/proc\/gaze\/out cannot be made/)]
    expect(await build('door.yaml', '--tag', 'door:1', '--print', '/proc/gaze/out')).toMatchObject({
      code,
      stderr,
    })
  })

  it('takes nodes of its own along, and checks the pipeline by them', async () => {
    mkdirSync(join(home, 'yard', 'nodes'))
    writeFileSync(join(home, 'yard', 'nodes', 'brightness.mjs'), BRIGHTNESS)
    const pipeline = (every: number): void =>
      writeFileSync(
        join(home, 'yard', 'pipeline.yaml'),
        `nodes: [{ type: brightness, params: { every: ${every} } }]`,
      )
    pipeline(5)
    expect(await build('yard', '--tag', 'yard:1', '--print', 'out')).toMatchObject({ code: 0 })
    expect(readdirSync(join(home, 'out', 'pipeline', 'nodes'))).toEqual(['brightness.mjs'])
    const text = readFileSync(join(home, 'out', 'Dockerfile'), 'utf8')
    expect(text).toMatch(/^LABEL gaze\.dev\/nodes="\[\{\\"name\\":\\"brightness\\"/m)
    pipeline(0)
    expect(await build('yard', '--tag', 'yard:1', '--print', 'other')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/every/),
    })
    writeFileSync(join(home, 'yard', 'nodes', 'brightness.mjs'), 'export default {}')
    expect(await build('yard', '--tag', 'yard:1', '--print', 'other')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('brightness.mjs'),
    })
  })

  it('says how nodes are taken along where only a file was named', async () => {
    mkdirSync(join(home, 'yard', 'nodes'))
    writeFileSync(join(home, 'yard', 'nodes', 'brightness.mjs'), BRIGHTNESS)
    writeFileSync(join(home, 'yard', 'pipeline.yaml'), 'nodes: [brightness]')
    expect(await build('yard/pipeline.yaml', '--tag', 'yard:1', '--print', 'out')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/no node is called brightness[\s\S]*Try: gaze image build \S*yard takes/),
    })
    expect(await build('yard/nodes/brightness.mjs', '--tag', 'yard:1', '--print', 'out')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/brightness\.mjs is a program[\s\S]*Try: Put it into DIR\/nodes/),
    })
  })

  it('takes nodes in .js as what they were here, beside a package.json or none', async () => {
    mkdirSync(join(home, 'yard', 'nodes'))
    writeFileSync(join(home, 'yard', 'nodes', 'brightness.js'), BRIGHTNESS)
    writeFileSync(join(home, 'yard', 'pipeline.yaml'), 'nodes: [brightness]')
    writeFileSync(join(home, 'package.json'), '{"type":"module"}')
    expect(await build('yard', '--tag', 'yard:1', '--print', 'out')).toMatchObject({ code: 0 })
    const copied = (to: string): unknown =>
      JSON.parse(readFileSync(join(home, to, 'pipeline', 'package.json'), 'utf8'))
    expect(copied('out')).toEqual({ type: 'module' })
    writeFileSync(join(home, 'package.json'), '{"type":"commonjs"}')
    expect(await build('yard', '--tag', 'yard:1', '--print', 'other')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/brightness\.js[\s\S]*"type": "module"/),
    })
    writeFileSync(join(home, 'yard', 'package.json'), '{"type":"module","private":true}')
    renameSync(join(home, 'yard', 'pipeline.yaml'), join(home, 'yard', 'yard.yaml'))
    expect(await build('yard', '--tag', 'yard:1', '--print', 'other')).toMatchObject({ code: 0 })
    expect(copied('other')).toEqual({ type: 'module', private: true })
  })

  it('names a node that never finishes loading', async () => {
    mkdirSync(join(home, 'yard', 'nodes'))
    writeFileSync(join(home, 'yard', 'nodes', 'a.mjs'), 'await new Promise(() => {})')
    expect(await build('yard', '--tag', 'yard:1', '--print', 'out')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/nodes\/a\.mjs has not finished loading[\s\S]*Try: /),
    })
  })

  it('ends a node that lets nothing else run, also when it is told to', async () => {
    mkdirSync(join(home, 'yard', 'nodes'))
    writeFileSync(join(home, 'yard', 'nodes', 'a.mjs'), BRIGHTNESS)
    writeFileSync(join(home, 'yard', 'nodes', 'b.mjs'), 'console.error("begins"); for (;;) {}')
    const args = ['image', 'build', 'yard', '--tag', 'yard:1', '--print', 'out']
    const stopped = startCli(args, { home, env: { PATH: join(home, 'bin') } })
    await stopped.until(/begins/, 'stderr')
    expect(await stopped.stop('SIGINT')).toMatchObject({ code: 130 })
    expect(await build('yard', '--tag', 'yard:1', '--print', 'out')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /yard\/nodes\/b\.mjs has not finished loading[\s\S]*lets nothing else run[\s\S]*Try: /,
      ),
    })
    expect(existsSync(join(home, 'out'))).toBe(false)
  })

  it('is not ended, nor its result disturbed, by what a node does as it is loaded', async () => {
    mkdirSync(join(home, 'yard', 'nodes'))
    const [pipeline, node] = [join(home, 'yard', 'pipeline.yaml'), join(home, 'yard', 'nodes', 'a.mjs')]
    writeFileSync(pipeline, 'nodes: [brightness]')
    writeFileSync(node, `console.log('hello'); setInterval(() => {}, 1000)\n${BRIGHTNESS}`)
    const done = await build('yard', '--tag', 'yard:1', '--print', 'out', '--json')
    expect(done).toMatchObject({ code: 0, stderr: 'hello\n' })
    expect(JSON.parse(done.stdout)).toMatchObject({ tag: 'yard:1' })
    writeFileSync(node, 'process.exit(0)')
    expect(await build('yard', '--tag', 'yard:1', '--print', 'other')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/yard\/nodes\/a\.mjs ends the process that loads it[\s\S]*exit code 0/),
    })
  })

  it('looks at nodes as they are in the container: with their packages, and nothing that lies around', async () => {
    mkdirSync(join(home, 'yard', 'nodes'))
    mkdirSync(join(home, 'yard', 'node_modules', 'mean'), { recursive: true })
    writeFileSync(join(home, 'mean.mjs'), 'export default 1')
    writeFileSync(join(home, 'yard', 'node_modules', 'mean', 'index.js'), 'module.exports = 1')
    writeFileSync(join(home, 'yard', 'pipeline.yaml'), 'nodes: [brightness]')
    const node = (text: string): void =>
      writeFileSync(join(home, 'yard', 'nodes', 'brightness.mjs'), `${text}\n${BRIGHTNESS}`)
    node("import mean from '../../mean.mjs'")
    expect(await build('yard', '--tag', 'yard:1', '--print', 'out')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/yard\/nodes\/brightness\.mjs cannot be loaded[\s\S]*beside/),
    })
    node("import mean from 'mean'")
    symlinkSync(join(home, 'mean.mjs'), join(home, 'yard', 'nodes', 'linked.txt'))
    symlinkSync('mean', join(home, 'yard', 'node_modules', 'same'))
    expect(await build('yard', '--tag', 'yard:1', '--print', 'out')).toMatchObject({ code: 0 })
    const copied = join(home, 'out', 'pipeline')
    expect(readFileSync(join(copied, 'nodes', 'linked.txt'), 'utf8')).toBe('export default 1')
    expect(lstatSync(join(copied, 'nodes', 'linked.txt')).isFile()).toBe(true)
    expect(readlinkSync(join(copied, 'node_modules', 'same'))).toBe('mean')
    symlinkSync(join(home, 'yard'), join(home, 'yard', 'loop'))
    expect(await build('yard', '--tag', 'yard:1', '--print', 'other')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/yard\/loop cannot be taken along/),
    })
  })

  it('builds by what is there, docker first, and leaves no files', async () => {
    program('podman', 'echo "podman $*" >&2')
    const args = ['door.yaml', '--tag', 'door:1']
    expect((await build(...args)).stderr).toMatch(/^podman build --layers=false -t door:1 \//m)
    program(
      'docker',
      'echo "docker $*" >&2; for last; do :; done; echo "$last" > "$HOME/dir"; echo $(cd "$last" && echo *) >&2',
    )
    const done = await build(...args)
    expect(done).toMatchObject({ code: 0, stderr: expect.stringMatching(/^docker build -t door:1/m) })
    expect(done.stderr).toContain('Dockerfile')
    expect(existsSync(readFileSync(join(home, 'dir'), 'utf8').trim())).toBe(false)
  })

  it('builds, pushes and writes nothing in a dry run, and says what is wrong all the same', async () => {
    program('docker', 'echo "$@" >> "$(dirname "$0")/../called"')
    const dry = ['--tag', 'r:5000/team/door:1', '--dry-run', '--json']
    for (const more of [['--push'], ['--print', 'out']]) {
      const done = await build('door.yaml', ...dry, ...more)
      expect(done.code, done.stderr).toBe(0)
      expect(JSON.parse(done.stdout)).toMatchObject({ dryRun: true, digest: '' })
    }
    expect(existsSync(join(home, 'out'))).toBe(false)
    const called = existsSync(join(home, 'called')) ? readFileSync(join(home, 'called'), 'utf8') : ''
    expect(called).not.toMatch(/build|push/)
    writeFileSync(join(home, 'door.yaml'), 'nodes: [nothing]')
    expect((await build('door.yaml', ...dry)).code).toBe(2)
  })

  it('asks a registry in clear only where that is allowed', async () => {
    program('buildah', 'echo "buildah $*" >&2')
    const pushed = async (tag: string, ...more: string[]): Promise<string> =>
      (await build('door.yaml', '--tag', tag, '--push', ...more)).stderr
    const local = await pushed('127.0.0.1:1/door:1')
    expect(local).toMatch(/^buildah build -t 127\.0\.0\.1:1\/door:1 /m)
    expect(local).toContain(
      'buildah push --tls-verify=false 127.0.0.1:1/door:1 docker://127.0.0.1:1/door:1\n',
    )
    const far = await pushed('registry.invalid/door:1', '--from', 'localhost:1/runtime:1')
    expect(far).toMatch(/^buildah build --tls-verify=false -t registry\.invalid\/door:1 /m)
    expect(far).toContain('buildah push registry.invalid/door:1 docker://registry.invalid/door:1\n')
    expect(await pushed('registry.invalid/door:1', '--insecure-registry')).toMatch(
      /^buildah build --tls-verify=false [\s\S]*^buildah push --tls-verify=false /m,
    )
  })

  it('pushes a name without a registry to where docker would', async () => {
    program('podman', 'echo "podman $*" >&2; [ "$1" = build ]')
    const { code, stderr } = await build('door.yaml', '--tag', 'door:1', '--push')
    expect(code).toBe(1)
    expect(stderr).toContain('podman push door:1 docker://docker.io/library/door:1\n')
  })

  it('says what it cannot do', async () => {
    const args = ['door.yaml', '--tag', 'door:1']
    const none = await build(...args)
    expect(none.code).toBe(1)
    expect(none.stderr).toMatch(/docker, buildah, podman/)
    program('docker', 'exit 3')
    const failed = await build(...args)
    expect(failed).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/exited 3[\s\S]*--print DIR, .* docker build -t door:1 DIR\n/),
    })
    expect(await build(...args, '--add', '--push')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('cluster'),
    })
    expect(await build(...args, '--print', 'x', '--push')).toMatchObject({ code: 2 })
    expect(await build('door.yaml', '--tag', 'No:Such:Tag')).toMatchObject({ code: 2 })
    const digest = `door@sha256:${'0'.repeat(64)}`
    expect(await build('door.yaml', '--tag', digest)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--tag door'),
    })
    expect(await build('none.yaml', '--tag', 'door')).toMatchObject({ code: 3 })
    writeFileSync(join(home, 'alone.yaml'), WITH_FILE)
    expect(await build('alone.yaml', '--tag', 'door')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('clip.y4m'),
    })
    writeFileSync(join(home, 'bad.yaml'), 'nodes: [moton]')
    expect(await build('bad.yaml', '--tag', 'door')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('motion'),
    })
  })
})
