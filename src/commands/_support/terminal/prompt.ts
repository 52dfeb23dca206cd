import { GazeError } from '../../../runtime/errors.ts'

/** Whether somebody is there to answer. */
export const canAsk = (): boolean => process.stdin.isTTY === true && process.stdout.isTTY === true

const needs = (action: string, flag: string): GazeError =>
  new GazeError('CONFIRMATION_NEEDED', `${action} needs a confirmation`, {
    why: 'There is no terminal to ask at.',
    hint: `add ${flag}`,
    details: { flag },
  })

const refused = (): GazeError =>
  new GazeError('FAILED', 'Not confirmed; nothing was changed', { hint: 'run it again and confirm' })

const ask = async (
  type: 'input' | 'confirm',
  message: string,
  signal: AbortSignal,
  more: { readonly default?: boolean } = {},
): Promise<unknown> => {
  const { default: inquirer } = await import('inquirer')
  const prompt = inquirer.createPromptModule({ output: process.stderr, signal })
  try {
    const { answer } = await prompt<{ answer: unknown }>([{ type, name: 'answer', message, ...more }])
    return answer
  } catch (error) {
    // The terminal is in raw mode while the question stands, so Ctrl-C comes as this error and not as a signal.
    if (error instanceof Error && error.name === 'ExitPromptError') process.emit('SIGINT')
    signal.throwIfAborted()
    throw error
  }
}

/**
 * Returns when the name was given, by `--confirm NAME` or typed at the terminal.
 * @throws GazeError USAGE for another name, CONFIRMATION_NEEDED without a terminal, FAILED when the answer differs.
 */
export const confirmName = async (
  action: string,
  name: string,
  given: string | undefined,
  signal: AbortSignal,
): Promise<void> => {
  if (given === name) return
  if (given !== undefined)
    throw new GazeError('USAGE', `--confirm ${given} does not match "${name}"`, {
      why: `${action} has to be confirmed by its exact name.`,
      hint: `--confirm ${name}`,
    })
  if (!canAsk()) throw needs(action, `--confirm ${name}`)
  if ((await ask('input', `${action}? Type ${name} to confirm:`, signal)) !== name) throw refused()
}

/** The same for a yes or no, answered by `--yes`. */
export const confirmYes = async (action: string, given: boolean, signal: AbortSignal): Promise<void> => {
  if (given) return
  if (!canAsk()) throw needs(action, '--yes')
  if ((await ask('confirm', `${action}?`, signal)) !== true) throw refused()
}

/** Asks a question that is not whether to go on; on return alone, and without a terminal, the answer is no. */
export const askWhether = async (question: string, signal: AbortSignal): Promise<boolean> => {
  if (!canAsk()) return false
  return (await ask('confirm', question, signal, { default: false })) === true
}
