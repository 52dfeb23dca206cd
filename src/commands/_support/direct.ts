import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Command, Config } from '@oclif/core'
import { packageRoot } from '../../runtime/package-root.ts'
import { unknownFlags } from './failure/usage-error.ts'
import { globalFlags } from './flags.ts'
import { version } from './version.ts'

type CommandClass = new (argv: string[], config: Config) => Command & { _run(): Promise<unknown> }

const commandsDir = join(packageRoot, 'dist', 'commands')
const WORD = /^[a-z]+$/

interface Found {
  readonly id: string
  readonly file: string
  readonly rest: readonly string[]
}

const find = (argv: readonly string[]): Found | undefined => {
  for (const length of [2, 1]) {
    const words = argv.slice(0, length)
    if (words.length < length || !words.every((word) => WORD.test(word))) continue
    const file = join(commandsDir, ...words.slice(0, -1), `${words.at(-1)}.js`)
    if (existsSync(file)) return { id: words.join(':'), file, rest: argv.slice(length) }
  }
  return undefined
}

/** A noun alone prints its verbs, whatever flags all commands have; others it does not have either. */
const refuseFlagsOfNoun = (argv: readonly string[]): void => {
  const [noun = '', next = ''] = argv
  if (!WORD.test(noun) || !next.startsWith('-') || !existsSync(join(commandsDir, noun))) return
  const known = Object.keys(globalFlags).map((name) => `--${name}`)
  const flags = argv.map((word) => word.split('=')[0] ?? '').filter((word) => word.startsWith('-'))
  const unknown = flags.filter((word) => word !== '--' && !known.includes(word))
  if (unknown.length > 0) throw unknownFlags(unknown, known, `gaze ${noun}`)
}

const asksForHelp = (argv: readonly string[]): boolean => {
  const end = argv.indexOf('--')
  return argv.slice(0, end < 0 ? undefined : end).some((word) => word === '--help' || word === '-h')
}

/** The words alone where they name neither a command nor a noun, so that not even help can be asked for. */
export const namesNothing = (argv: readonly string[]): readonly string[] | undefined => {
  const end = argv.findIndex((word) => word.startsWith('-'))
  const words = argv.slice(0, end < 0 ? undefined : end)
  const [noun = ''] = words
  const isNoun = words.length === 1 && WORD.test(noun) && existsSync(join(commandsDir, noun))
  return words.length === 0 || isNoun || find(words) !== undefined ? undefined : words
}

/**
 * Runs the command whose file the words name, and says whether there was one. The framework's own search reads
 * and sorts what it knows of all commands first, which takes longer than most commands; it is left for help and
 * for words that name no command.
 */
export const runDirectly = async (argv: readonly string[]): Promise<boolean> => {
  if (asksForHelp(argv)) return false
  const found = find(argv)
  if (found === undefined) refuseFlagsOfNoun(argv)
  if (found === undefined) return false
  const module = (await import(pathToFileURL(found.file).href)) as { default: CommandClass & { id: string } }
  module.default.id = found.id
  const config = new Config({ root: packageRoot })
  const rootPlugin = { name: 'gaze', hooks: {} }
  Object.assign(config, {
    bin: 'gaze',
    name: 'gaze',
    version,
    root: packageRoot,
    rootPlugin,
    topicSeparator: ' ',
  })
  await new module.default([...found.rest], config)._run()
  return true
}
