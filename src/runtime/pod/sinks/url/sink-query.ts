import { GazeError } from '../../../errors.ts'
import { nearest } from '../../../nearest.ts'

const VARIABLE = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/

/** The name in `${NAME}`; undefined where the text is something else. */
export const variableIn = (text: string): string | undefined => VARIABLE.exec(text)?.[1]

export const sinkError = (url: string, message: string, hint: string): GazeError =>
  new GazeError('USAGE', `--sink ${JSON.stringify(url)}: ${message}`, { hint })

/**
 * The parameters behind `?`, each known and given once.
 * @throws GazeError USAGE that names the nearest right word.
 */
export const readQuery = (url: string, known: readonly string[]): Readonly<Record<string, string>> => {
  const at = url.indexOf('?')
  const found: Record<string, string> = {}
  if (at < 0) return found
  for (const [name, value] of new URLSearchParams(url.slice(at + 1).replaceAll('+', '%2B'))) {
    const near = nearest(name, known)
    if (!known.includes(name))
      throw sinkError(
        url,
        `it has no parameter ${name}`,
        near === undefined ? `Use ${known.join(', ')}` : `Did you mean ${near}?`,
      )
    if (name in found) throw sinkError(url, `${name} is given twice`, `Give ${name} once`)
    if (value === '') throw sinkError(url, `${name} is empty`, `Give ${name} a value, or leave it away`)
    found[name] = value
  }
  return found
}

/** @throws GazeError USAGE unless the value is one of them; the first is the default. */
export const oneOf = <T extends string>(
  url: string,
  name: string,
  value: string | undefined,
  choices: readonly [T, ...T[]],
): T => {
  if (value === undefined) return choices[0]
  const found = choices.find((choice) => choice === value)
  if (found !== undefined) return found
  const near = nearest(value, choices)
  const hint = near === undefined ? `Write one of ${choices.join(', ')}` : `Did you mean ${name}=${near}?`
  throw sinkError(url, `${name}=${value} is not known`, hint)
}
