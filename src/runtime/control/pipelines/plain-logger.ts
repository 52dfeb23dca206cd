import type { Logger } from '../../service/log.ts'

/** Warnings and errors of nodes for people: `Warning: node motion: …`. */
export const createPlainLogger = (write: (line: string) => void, node = ''): Logger => {
  const say = (word: string) => (message: string) => write(`${word}: ${node && `node ${node}: `}${message}\n`)
  return {
    debug() {},
    info() {},
    warn: say('Warning'),
    error: say('Error'),
    with: (fields) => createPlainLogger(write, typeof fields.node === 'string' ? fields.node : node),
  }
}
