import type { Command } from '@oclif/core'

type Loadable = Pick<
  Command.Cached,
  'id' | 'summary' | 'description' | 'examples' | 'args' | 'flags' | 'hidden'
>

const spaced = (id: string): string => `gaze ${id.replaceAll(':', ' ')}`
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const render = (text: string): string => text.replaceAll('<%= config.bin %>', 'gaze')

const args = (command: Loadable): string =>
  Object.values(command.args)
    .filter((arg) => arg.hidden !== true)
    .map((arg) => (arg.required ? arg.name.toUpperCase() : `[${arg.name.toUpperCase()}]`))
    .join(' ')

const usage = (command: Loadable): string => `${spaced(command.id)} ${args(command)}`.trim()

const flagName = (flag: Loadable['flags'][string]): string => {
  const name = flag.type === 'boolean' && flag.allowNo ? `--[no-]${flag.name}` : `--${flag.name}`
  const value = flag.type === 'option' ? `=${flag.helpValue ?? flag.name.toUpperCase()}` : ''
  return `${flag.char ? `-${flag.char}, ` : ''}${name}${value}`
}

const flagRows = (command: Loadable, global: boolean): string[] =>
  Object.values(command.flags)
    .filter((flag) => flag.hidden !== true && (flag.helpGroup === 'GLOBAL') === global)
    .map((flag) => {
      const text = flag.summary ?? flag.description ?? ''
      const fallback =
        flag.type === 'option' && typeof flag.default === 'string' ? ` Default: \`${flag.default}\`.` : ''
      return `| \`${cell(flagName(flag))}\` | ${cell(text)}${fallback} |`
    })

const table = (head: string, rows: readonly string[]): string => `${head}\n| --- | --- |\n${rows.join('\n')}`

const example = (text: string | { description: string; command: string }): string =>
  typeof text === 'string' ? render(text) : `# ${text.description}\n${render(text.command)}`

const section = (command: Loadable): string => {
  const flags = flagRows(command, false)
  const parts = [`## ${spaced(command.id)}`, command.summary ?? '']
  if (command.description) parts.push(command.description)
  parts.push(`\`\`\`\n${usage(command)}${flags.length > 0 ? ' [flags]' : ''}\n\`\`\``)
  if (flags.length > 0) parts.push(table('| flag | |', flags))
  const examples = (command.examples ?? []).map(example)
  if (examples.length > 0) parts.push(`\`\`\`sh\n${examples.join('\n')}\n\`\`\``)
  return parts.join('\n\n')
}

const visible = (commands: readonly Loadable[]): Loadable[] =>
  commands.filter((command) => command.hidden !== true)

/** The short table of the README: one line a command. */
export const commandTable = (commands: readonly Loadable[]): string =>
  `${table(
    '| command | |',
    visible(commands).map((command) => `| \`${cell(usage(command))}\` | ${cell(command.summary ?? '')} |`),
  )}\n`

/** docs/commands.md: every command with its flags and examples. */
export const commandPages = (commands: readonly Loadable[]): string => {
  const [first] = visible(commands)
  const global = first ? table('| flag | |', flagRows(first, true)) : ''
  return ['# Commands', 'Every command also takes:', global, ...visible(commands).map(section)]
    .join('\n\n')
    .concat('\n')
}
