import type { Command } from '@oclif/core'
import type { NameKind } from '../../../runtime/control/names.ts'
import { arrange } from '../arrange.ts'
import { argumentWants, FIXED, flagWants, type Wanted } from './wanted.ts'

export type CompletableCommand = Pick<Command.Cached, 'id' | 'summary' | 'args' | 'flags' | 'hidden'>
type FlagOf = CompletableCommand['flags'][string]

export interface Candidate {
  readonly value: string
  readonly text: string
}

/** What may stand at the cursor: words, or the files that the shell knows. */
export interface Completion {
  readonly files: boolean
  readonly candidates: readonly Candidate[]
}

export interface Sources {
  readonly commands: readonly CompletableCommand[]
  readonly topics: readonly { readonly name: string; readonly description?: string | undefined }[]
  readonly names: (kind: NameKind) => Promise<readonly string[]>
}

const words = (values: readonly string[], text = ''): Completion => ({
  files: false,
  candidates: values.map((value) => ({ value, text })),
})

const NOTHING = words([])

const find = async (wanted: Wanted, sources: Sources): Promise<Completion> => {
  if (wanted === undefined) return NOTHING
  if (wanted === 'files') return { files: true, candidates: [] }
  return words(await sources.names(wanted))
}

/** Flags by how they are written: `--name`, `--no-name`, `-c`. */
const flagOf = (command: CompletableCommand, word: string): FlagOf | undefined =>
  Object.values(command.flags).find(
    (flag) => word === `--${flag.name}` || (flag.char && word === `-${flag.char}`),
  )

const flagValue = (command: CompletableCommand, flag: FlagOf, sources: Sources): Promise<Completion> => {
  if (flag.type === 'option' && flag.options) return Promise.resolve(words(flag.options))
  const fixed = FIXED[`${command.id} ${flag.name}`]
  return fixed ? Promise.resolve(words(fixed)) : find(flagWants(command.id, flag.name), sources)
}

const flags = (command: CompletableCommand, before: readonly string[]): Completion => {
  const free = Object.values(command.flags).filter((flag) => {
    const repeats = flag.type === 'option' && flag.multiple === true
    return flag.hidden !== true && (repeats || !before.some((word) => flagOf(command, word) === flag))
  })
  const candidates = free.flatMap((flag) => {
    const text = flag.summary ?? flag.description ?? ''
    const negated = flag.type === 'boolean' && flag.allowNo ? [{ value: `--no-${flag.name}`, text }] : []
    return [{ value: `--${flag.name}`, text }, ...negated]
  })
  return { files: false, candidates }
}

const positionals = (command: CompletableCommand, rest: readonly string[]): string[] =>
  rest.filter((word, i) => {
    const before = rest[i - 1]
    const flag = before === undefined ? undefined : flagOf(command, before)
    return !word.startsWith('-') && flag?.type !== 'option'
  })

const inCommand = (
  command: CompletableCommand,
  rest: readonly string[],
  current: string,
  sources: Sources,
) => {
  const last = rest.at(-1)
  const open = last === undefined ? undefined : flagOf(command, last)
  if (open?.type === 'option') return flagValue(command, open, sources)
  const [name = '', value] = current.split('=', 2)
  const assigned = value === undefined ? undefined : flagOf(command, name)
  if (assigned) return assignment(name, flagValue(command, assigned, sources))
  if (current.startsWith('-')) return Promise.resolve(flags(command, rest))
  const args = Object.values(command.args)
  const arg = args[Math.min(positionals(command, rest).length, args.length - 1)]
  if (arg === undefined) return Promise.resolve(flags(command, rest))
  if (arg.options) return Promise.resolve(words(arg.options))
  return find(argumentWants(command.id), sources)
}

const assignment = async (name: string, value: Promise<Completion>): Promise<Completion> => {
  const { files, candidates } = await value
  return { files, candidates: candidates.map(({ value, text }) => ({ value: `${name}=${value}`, text })) }
}

const nextWords = (prefix: readonly string[], sources: Sources): Completion => {
  const found = new Map<string, string>()
  for (const { id, summary, hidden } of sources.commands) {
    const parts = id.split(':')
    const next = parts[prefix.length]
    if (hidden || next === undefined || !prefix.every((word, i) => parts[i] === word)) continue
    const topic = sources.topics.find(({ name }) => name === parts.slice(0, prefix.length + 1).join(':'))
    found.set(next, parts.length === prefix.length + 1 ? (summary ?? '') : (topic?.description ?? ''))
  }
  return { files: false, candidates: [...found].map(([value, text]) => ({ value, text })) }
}

/** Before a verb is there: the flags that every command has. */
const anyCommand = ({ commands }: Sources): CompletableCommand => {
  const [first, ...others] = commands
  const shared = Object.entries(first?.flags ?? {}).filter(([name]) =>
    others.every(({ flags }) => flags[name] !== undefined),
  )
  return { id: '', hidden: false, args: {}, flags: Object.fromEntries(shared) }
}

/** Some shells split `--flag=value` into three words, the middle one `=`. */
const joinAssignments = (typed: readonly string[]): string[] => {
  const joined: string[] = []
  for (const [i, word] of typed.entries()) {
    const assigns = word === '=' && typed[i - 1]?.startsWith('--') === true
    if (!assigns) joined.push(word)
    else if (i === typed.length - 1) joined.push('')
  }
  return joined
}

/** What may stand at the cursor; `typed` are the words behind `gaze`, the last one being typed and maybe empty. */
export const complete = async (typed: readonly string[], sources: Sources): Promise<Completion> => {
  const joined = joinAssignments(typed)
  const current = joined.at(-1) ?? ''
  const before = arrange(joined.slice(0, -1))
  const command = sources.commands
    .filter(({ id }) => id.split(':').every((word, i) => before[i] === word))
    .sort((a, b) => b.id.length - a.id.length)[0]
  const any = anyCommand(sources)
  const flagged = current.startsWith('-') || flagOf(any, joined.at(-2) ?? '')?.type === 'option'
  const all = command
    ? await inCommand(command, before.slice(command.id.split(':').length), current, sources)
    : flagged
      ? await inCommand(any, joined.slice(0, -1), current, sources)
      : nextWords(before, sources)
  return { files: all.files, candidates: all.candidates.filter(({ value }) => value.startsWith(current)) }
}
