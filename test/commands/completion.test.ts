import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/runtime/package-root.ts'
import { cliEnvironment, createHome, runCli } from '../support/cli.ts'

const home = createHome()
const path = join(home, 'bin')
const env = cliEnvironment(home, { PATH: `${path}:${process.env.PATH}`, TERM: 'xterm' })
const has = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0'], { env }).status === 0
const skip = (shell: string): boolean => {
  if (has(shell)) return false
  console.warn(`completion for ${shell} is not tested: ${shell} is not installed`)
  return true
}

const inShell = (shell: string, args: readonly string[]): string =>
  execFileSync(shell, [...args], { cwd: home, env, encoding: 'utf8', timeout: 120_000 })

beforeAll(async () => {
  mkdirSync(path)
  writeFileSync(
    join(path, 'gaze'),
    `#!/bin/sh\nexec '${process.execPath}' '${packageRoot}/bin/run.js' "$@"\n`,
  )
  chmodSync(join(path, 'gaze'), 0o755)
  for (const name of ['doors', 'cars'])
    expect((await runCli(['image', 'add', name, '--command', 'sleep 1'], { home })).code).toBe(0)
  writeFileSync(join(home, 'clip.mp4'), '')
  for (const shell of ['bash', 'zsh', 'fish'])
    writeFileSync(join(home, shell), (await runCli(['completion', shell], { home })).stdout)
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** What the shell offers for the words, the last one being typed. */
const CASES = [
  { words: ['contex'], offers: ['context'] },
  { words: ['context', ''], offers: ['add', 'list', 'remove', 'show', 'use'] },
  { words: ['image', 'list', '--no-h'], offers: ['--no-headers'] },
  { words: ['image', 'list', '-o', 'w'], offers: ['wide'] },
  { words: ['--context', ''], offers: ['local'] },
  { words: ['--context', 'local', '--js'], offers: ['--json'] },
  { words: ['--context', 'local', 'image', 'show', 'c'], offers: ['cars'] },
  { words: ['logs', 'tail', '--service', 'g'], offers: ['gaze-server'] },
  { words: ['image', 'show', ''], offers: ['cars', 'doors'] },
  { words: ['stream', 'scale', 'north', '--image', 'd'], offers: ['doors'] },
  { words: ['node', 'show', 'count-l'], offers: ['count-line'] },
  { words: ['pipeline', 'check', 'cli'], offers: ['clip.mp4'] },
] as const

const script = (words: readonly string[]): string => `source ./bash
COMP_WORDS=(gaze ${words.map((word) => `'${word}'`).join(' ')})
COMP_CWORD=${words.length}
_gaze
printf '%s\\n' "\${COMPREPLY[@]}"`

describe('completion', () => {
  it.each(CASES)('bash: gaze $words', ({ words, offers }) => {
    expect(
      inShell('bash', ['-c', script(words)])
        .trim()
        .split('\n')
        .sort(),
    ).toEqual([...offers])
  })

  it('bash: the value behind = is offered alone, as bash has split the words', () => {
    expect(inShell('bash', ['-c', script(['stream', 'scale', 'north', '--image', '=', 'd'])]).trim()).toBe(
      'doors',
    )
  })

  it.skipIf(skip('fish')).each(CASES)('fish: gaze $words', ({ words, offers }) => {
    const line = `gaze ${words.join(' ')}`
    const lines = inShell('fish', ['-c', `source ./fish; complete -C '${line}'`])
      .trim()
      .split('\n')
    expect(lines.map((text) => text.split('\t')[0]).sort()).toEqual([...offers])
  })

  it.skipIf(skip('zsh')).each(CASES)('zsh: gaze $words', ({ words, offers }) => {
    // A zsh of its own on a pseudo terminal; the key shows all matches instead of inserting one.
    const said = inShell('zsh', [
      '-f',
      '-c',
      `zmodload zsh/zpty
       seen=
       sees() {
         for i in {1..200}; do
           while zpty -r -t shell chunk; do seen+=$chunk; done
           [[ $seen == *$1* ]] && return
           sleep 0.1
         done
         print "not seen: $1 in: $seen"
       }
       zpty shell zsh -f -i
       zpty -w shell 'PS1=; autoload -Uz compinit && compinit -u; source ./zsh; bindkey "^I" list-choices; LISTMAX=1000; print rea""dy'
       sees ready
       zpty -w -n shell 'gaze ${words.join(' ')}'$'\\t'
       for offer in ${offers.join(' ')}; do sees $offer && print -- "offered $offer"; done
       if [[ $seen == *'  --  '* ]]; then print "a description of nothing in: $seen"; fi`,
    ])
    expect(said.trim().split('\n')).toEqual(offers.map((offer) => `offered ${offer}`))
  })

  it('offers all flags behind --', async () => {
    const { stdout } = await runCli(['complete', '--', 'image', 'show', 'doors', '--'], { home })
    expect(stdout).toMatch(/^--json\t/m)
  })

  it('keeps silent about state that is not there, and does not make it', async () => {
    const { stdout, stderr, code } = await runCli(['complete', '--', 'stream', 'show', ''])
    expect({ stdout, stderr, code }).toEqual({ stdout: 'words\n', stderr: '', code: 0 })
  })
})
