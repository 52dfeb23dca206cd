import { Flags } from '@oclif/core'
import { parseDuration } from '../../runtime/duration.ts'

/** Flags of every command. */
export const globalFlags = {
  context: Flags.string({
    helpGroup: 'GLOBAL',
    helpValue: 'NAME',
    summary: 'Where to act; local by default.',
  }),
  'state-dir': Flags.string({
    helpGroup: 'GLOBAL',
    helpValue: 'DIR',
    summary: 'Where the local stack keeps its state.',
  }),
  json: Flags.boolean({ helpGroup: 'GLOBAL', summary: 'Print JSON.' }),
  quiet: Flags.boolean({ helpGroup: 'GLOBAL', summary: 'Print no notices and no progress.' }),
  debug: Flags.boolean({ helpGroup: 'GLOBAL', summary: 'Show stack traces of errors.' }),
  'no-color': Flags.boolean({ helpGroup: 'GLOBAL', summary: 'Print without colours.' }),
  help: Flags.boolean({ helpGroup: 'GLOBAL', summary: 'Show what the command takes.' }),
}

/** A flag whose value is a duration with a unit (`60s`), given to the command in milliseconds. */
export const durationFlag = Flags.custom<number>({
  helpValue: 'DURATION',
  parse: async (text) => parseDuration(text),
})

/** Flags of commands that print a list. `format` decides together with the global --json. */
export const listFlags = {
  format: Flags.string({
    char: 'o',
    options: ['json', 'yaml', 'name', 'wide'] as const,
    helpValue: 'json|yaml|name|wide',
    summary: 'How to print the list.',
  }),
  'no-headers': Flags.boolean({ summary: 'Print the table without its header.' }),
}

/** Flags of commands that wait for what they asked for. `timeout` is in milliseconds. */
export const waitFlags = {
  wait: Flags.boolean({ allowNo: true, default: true, summary: 'Wait until it is done (default).' }),
  timeout: durationFlag({
    default: 60_000,
    defaultHelp: async () => '60s',
    summary: 'How long to wait: ms, s, m, h.',
  }),
}

/** Flag of commands that change something. */
export const dryRunFlag = {
  'dry-run': Flags.boolean({ summary: 'Say what would happen and change nothing.' }),
}

/** Flags that answer the question of a destructive command. */
export const confirmFlag = {
  confirm: Flags.string({ helpValue: 'NAME', summary: 'The name again, instead of being asked.' }),
}
export const yesFlag = {
  yes: Flags.boolean({ summary: 'Yes, instead of being asked.' }),
}

/** Flag of commands that read a pipeline. */
export const paramFlag = {
  param: Flags.string({
    helpValue: 'K=V',
    multiple: true,
    multipleNonGreedy: true,
    summary: "A value for one of the pipeline's own parameters.",
  }),
}
