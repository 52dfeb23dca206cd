import { describe, expect, it } from 'vitest'
import { filesUnder, loads, loadsInAll, textOf } from './sources.ts'

const HEAVY = [
  'lmdb',
  'zeromq',
  'node-av',
  'yaml',
  'inquirer',
  'chalk',
  'mongodb',
  '@kubernetes/client-node',
  'kafkajs',
]
const commands = filesUnder('src/commands').filter((file) => !file.includes('_support'))
const runtime = filesUnder('src/runtime')

describe('imports', () => {
  it('are seen by this test', () => {
    expect(loads('src/commands/_support/base.ts')).toContain('src/commands/_support/flags.ts')
    expect(loadsInAll('src/commands/version.ts')).toContain('@oclif/core')
  })

  it.each([...commands, 'src/commands/_support/main.ts', 'src/commands/_support/run.ts'])(
    '%s loads nothing heavy at its start',
    (file) => {
      const all = [...loadsInAll(file)]
      expect(
        all.filter((target) => HEAVY.some((name) => target === name || target.startsWith(`${name}/`))),
      ).toEqual([])
    },
  )

  it('only src/runtime/config.ts reads the environment', () => {
    const readers = filesUnder('src').filter((file) =>
      /\bprocess\.env\b|\benv\b.*from 'node:process'/.test(textOf(file)),
    )
    expect(readers).toEqual(['src/runtime/config.ts'])
  })

  it('records and cluster never load each other', () => {
    const across = runtime.flatMap((file) => {
      const other = file.startsWith('src/runtime/records/')
        ? 'cluster'
        : file.startsWith('src/runtime/cluster/')
          ? 'records'
          : ''
      return other === ''
        ? []
        : loads(file)
            .filter((target) => target.startsWith(`src/runtime/${other}/`))
            .map((target) => `${file} -> ${target}`)
    })
    expect(across).toEqual([])
  })

  it('no worker threads', () => {
    expect(filesUnder('src').filter((file) => textOf(file).includes('worker_threads'))).toEqual([])
  })
})
