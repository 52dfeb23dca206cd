import { spawn, spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../../src/runtime/package-root.ts'
import { cliEnvironment, createHome, runCli } from '../../support/cli.ts'

const home = createHome()
const bin = join(packageRoot, 'bin', 'run.js')
const noTerminal = spawnSync('script', ['--version']).status !== 0
if (noTerminal) console.warn('prompts and colours are not tested: the program `script` is not installed')

const ESCAPE = '\u001B['

/** Runs the program on a pseudo terminal and types `answer` once the text shows; gives all that it showed. */
const atTerminal = (
  args: readonly string[],
  options: {
    env?: Record<string, string>
    when?: RegExp
    answer?: string
    program?: readonly string[]
  } = {},
): Promise<{ code: number | null; shown: string }> =>
  new Promise((resolve, reject) => {
    const { program = [bin] } = options
    const line = [process.execPath, ...program, ...args].map((word) => `'${word}'`).join(' ')
    const env = cliEnvironment(home, { TERM: 'xterm', ...options.env })
    const child = spawn('script', ['-qec', line, '/dev/null'], { env, stdio: ['pipe', 'pipe', 'inherit'] })
    let shown = ''
    let answered = false
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      shown += text
      if (answered || options.when === undefined || !options.when.test(shown)) return
      answered = true
      child.stdin.write(options.answer ?? '')
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, shown }))
  })

const add = (name: string) => runCli(['image', 'add', name, '--command', 'sleep 1'], { home })
const names = async (): Promise<string> => (await runCli(['image', 'list', '-o', 'name'], { home })).stdout

beforeAll(() => add('doors'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

describe.skipIf(noTerminal)('at a terminal', () => {
  it('paints errors and help', async () => {
    expect((await atTerminal(['image', 'show', 'nothing'])).shown).toContain(`${ESCAPE}31mError:`)
  })

  it.each([
    { how: 'NO_COLOR', args: [], env: { NO_COLOR: '1' } },
    { how: '--no-color', args: ['--no-color'], env: {} },
    { how: 'TERM=dumb', args: [], env: { TERM: 'dumb' } },
  ])('paints nothing with $how', async ({ args, env }) => {
    for (const words of [
      ['image', 'show', 'nothing'],
      ['image', '--help'],
      ['image', 'lst'],
    ])
      expect((await atTerminal([...words, ...args], { env })).shown).not.toContain(ESCAPE)
  })

  it('asks for the name before it removes, and takes only that name', async () => {
    const when = /to confirm/
    const refused = await atTerminal(['image', 'remove', 'doors'], { when, answer: 'windows\r' })
    expect(refused.code).toBe(1)
    expect(await names()).toBe('doors\n')
    expect((await atTerminal(['image', 'remove', 'doors'], { when, answer: 'doors\r' })).code).toBe(0)
    expect(await names()).toBe('')
    await add('doors')
  })

  it('prints each line on a line of its own while it shows what it does', async () => {
    const child = join(packageRoot, 'test', 'commands', '_support', 'progress-child.ts')
    const { code, shown } = await atTerminal([], { program: ['--import', 'tsx', child] })
    expect(code).toBe(0)
    expect(shown).toContain('Waiting for the site')
    // What a line holds before it is cleared is not seen.
    const seen = shown.split('\r\n').map((line) => line.split(`\r${ESCAPE}K`).at(-1))
    expect(seen).toEqual([0, 1, 2, 3, 4].map((n) => `object ${n} created`).concat(''))
  })

  it('shows how far a pipeline has come that prints nothing', async () => {
    const out = join(home, 'tracks.txt')
    const endless = `scene duration=0s width=160 height=90 ! motion ! track ! mot ${out}`
    const { code, shown } = await atTerminal(['pipeline', 'run', endless], {
      ...{ when: /[1-9]\d* frames, \d+ a second, \d+ events/, answer: '\u0003' },
    })
    expect(code, shown).toBe(130)
    expect(shown.split(`\r${ESCAPE}K`).at(-1)).toMatch(/run: [1-9]\d* frames in/)
  })

  it('ends with 130 when the question is answered by Ctrl-C', async () => {
    const { code } = await atTerminal(['image', 'remove', 'doors'], { when: /to confirm/, answer: '\u0003' })
    expect(code).toBe(130)
    expect(await names()).toBe('doors\n')
  })
})

describe('without a terminal', () => {
  it('names the flag that answers instead of asking', async () => {
    const { code, stdout, stderr } = await runCli(['image', 'remove', 'doors', '--json'], { home })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(JSON.parse(stderr)).toMatchObject({
      error: { code: 'CONFIRMATION_NEEDED', hint: 'add --confirm doors' },
    })
  })

  it('refuses another name', async () => {
    expect((await runCli(['image', 'remove', 'doors', '--confirm', 'windows'], { home })).code).toBe(2)
    expect(await names()).toBe('doors\n')
  })
})
