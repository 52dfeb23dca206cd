import { GazeError, messageOf } from '../../errors.ts'
import { plainLine } from '../../process/last-words.ts'

/** @throws GazeError USAGE that names the flag. */
export const parsePattern = (flag: string, text: string): RegExp => {
  try {
    return new RegExp(text, 'u')
  } catch (error) {
    throw new GazeError('USAGE', `${flag} ${text} is not a regular expression`, {
      why: messageOf(error),
      hint: `${flag} ${JSON.stringify(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))} looks for exactly that text`,
    })
  }
}

/** Lines that match one of `include`, where there are any, and none of `exclude`; as they are written or as they read. */
export const lineFilter = (
  include: readonly RegExp[],
  exclude: readonly RegExp[],
): ((line: { readonly text: string }) => boolean) => {
  if (include.length + exclude.length === 0) return () => true
  return ({ text }) => {
    const plain = plainLine(text)
    const hits = (pattern: RegExp): boolean => pattern.test(text) || pattern.test(plain)
    return (include.length === 0 || include.some(hits)) && !exclude.some(hits)
  }
}
