import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startCli } from '../../support/cli.ts'
import { createStack, type TestStack } from '../../support/stack.ts'

/** Counts on from where its earlier run has stopped; ends by itself once. */
const COUNTER = `
const { readFileSync, writeFileSync } = require('node:fs')
const file = process.env.COUNT_FILE
let n = 0
try { n = Number(readFileSync(file, 'utf8')) } catch {}
process.on('SIGTERM', () => process.exit(0))
setInterval(() => {
  n += 1
  writeFileSync(file, String(n))
  process.stdout.write('line ' + n + '\\n')
  if (n === 80) process.exit(1)
}, 5)
`

let stack: TestStack
beforeEach(() => {
  stack = createStack()
})
afterEach(() => stack.clear())

const numbers = (text: string): number[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('line '))
    .map((line) => Number(line.slice(5)))

const run = async (name: string, command: readonly string[], spec = {}): Promise<void> => {
  await stack.addImage(name, command)
  await stack.scale(name, { image: name, ...spec })
  await stack.up()
  await stack.until(
    `${name} runs`,
    () => stack.stream(name),
    ({ status }) => status.phase === 'Running',
  )
}

describe('gaze logs tail', () => {
  it('gives every line once, over a program that ends and a new pod', async () => {
    const count = { COUNT_FILE: `${stack.home}/count` }
    await run('cam', [process.execPath, '-e', COUNTER], { env: count, order: true })
    const tail = startCli(['logs', 'tail', 'cam', '-o', 'raw'], { home: stack.home })
    await tail.until(/line 50\n/)
    await tail.until(/line 140\n/)
    await stack.scale('cam', { env: { ...count, NEW: 'pod' } })
    const before = Math.max(...numbers(tail.stdout()))
    await tail.until(/\+ cam-/, 'stderr')
    await tail.until(new RegExp(`line ${before + 200}\\n`))
    const { code, stdout } = await tail.stop('SIGINT')
    expect(code).toBe(130)
    const seen = numbers(stdout)
    expect(seen).toEqual(Array.from({ length: seen.length }, (_, n) => n + 1))

    const past = await stack.gaze('logs', 'tail', 'cam', '--no-follow', '-o', 'raw')
    expect(past.code).toBe(0)
    expect(numbers(past.stdout).slice(0, seen.length)).toEqual(seen)
    const previous = await stack.gaze('logs', 'tail', 'cam', '--previous', '--tail', '1', '-o', 'raw')
    expect(previous.stdout).toMatch(/gaze: ended/)
  })

  it('filters, formats and reads when nothing runs', async () => {
    const say =
      'echo one; echo; echo "two 2"; echo \'{"level":"warn","message":"three","n":3}\' >&2; sleep 60'
    await run('cam', ['sh', '-c', say])
    await stack.gaze('down')
    const tail = async (...flags: string[]): Promise<string> => {
      const { code, stdout, stderr } = await stack.gaze(
        'logs',
        'tail',
        'cam',
        '--no-follow',
        '--exclude',
        'ended',
        ...flags,
      )
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      return stdout
    }
    expect(await tail('-o', 'raw')).toBe('one\n\ntwo 2\n{"level":"warn","message":"three","n":3}\n')
    expect(await tail('-o', 'raw', '--include', '^o', '--include', '\\d$')).toBe('one\ntwo 2\n')
    expect(await tail('--tail', '1')).toMatch(/^cam-[0-9a-f]{10}-0 WARN three n=3\n$/)
    expect(await tail('--template', '{{stream}}|{{message}}', '--tail', '2')).toBe('cam|two 2\ncam|three\n')
    expect(await tail('--since', '1ms')).toBe('')
    const lines = (await tail('--json'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object)
    expect(lines).toHaveLength(4)
    expect(lines[3]).toEqual({
      time: expect.stringMatching(/T.*\.\d{3}Z$/),
      stream: 'cam',
      pod: expect.stringMatching(/^cam-/),
      message: 'three',
      level: 'warn',
      fields: { n: 3 },
    })
  })

  it.each([
    [['logs', 'tail'], 2, 'USAGE'],
    [['logs', 'tail', 'nobody'], 3, 'STREAM_NOT_FOUND'],
    [['logs', 'tail', '--service', 'gaze-sever'], 2, 'USAGE'],
    [['logs', 'tail', '--all', '--include', '['], 2, 'USAGE'],
    [['logs', 'tail', '--all', '--template', '{{pods}}'], 2, 'USAGE'],
  ])('%j exits %i', async (args, code, name) => {
    const result = await stack.gaze(...args, '--json')
    expect(result.code).toBe(code)
    expect(JSON.parse(result.stderr)).toMatchObject({ error: { code: name } })
  })
})
