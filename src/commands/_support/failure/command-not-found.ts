import type { Hook } from '@oclif/core'
import { GazeError } from '../../../runtime/errors.ts'
import { nearest } from '../../../runtime/nearest.ts'

const spaced = (id: string): string => id.replaceAll(':', ' ')

/** Says what was not understood and which command comes nearest; it never runs that one. */
const commandNotFound: Hook<'command_not_found'> = async ({ id, config }) => {
  const words = id.split(':')
  if (id.startsWith('-')) throw new GazeError('USAGE', `Unknown flag ${id}`, { hint: 'gaze --help' })
  const commands = config.commands.filter((command) => !command.hidden).map((command) => command.id)
  const whole = commands.find((command) => id.startsWith(`${command}:`))
  if (whole !== undefined) {
    const rest = words.slice(whole.split(':').length)
    throw new GazeError('USAGE', `Unexpected argument ${rest.map((word) => `"${word}"`).join(', ')}`, {
      why: 'The command takes no arguments.',
      hint: `gaze ${spaced(whole)} --help`,
      details: { args: rest },
    })
  }
  const noun = commands.some((command) => command.startsWith(`${words[0]}:`)) ? words[0] : undefined
  const verbs = commands
    .filter((command) => command.startsWith(`${noun}:`))
    .map((command) => command.split(':')[1] ?? '')
  const nouns = [...new Set(commands.map((command) => command.split(':')[0] ?? ''))]
  const near = noun === undefined ? nearest(words[0] ?? '', nouns) : nearest(words[1] ?? '', verbs)
  const suggestion = near && (noun === undefined ? [near, ...words.slice(1)].join(' ') : `${noun} ${near}`)
  const what =
    noun === undefined ? `Unknown command "${spaced(id)}"` : `Unknown verb "${words[1]}" of "gaze ${noun}"`
  const known = noun === undefined ? nouns : verbs
  throw new GazeError('USAGE', what, {
    why: suggestion ? `The nearest known one is "${near}".` : `Known: ${known.join(', ')}.`,
    hint: suggestion ? `gaze ${suggestion}` : `gaze ${noun ?? '--help'}`,
    details: { known, ...(near ? { suggestion: near } : {}) },
  })
}

export default commandNotFound
