import { GazeError } from '../errors.ts'

const MAX_LENGTH = 40
const RULE = /^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$/

/** The rule in words, for messages and help. */
const NAME_RULE =
  '1 to 40 of a-z, 0-9 and "-", beginning and ending with a letter or digit: [a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?'

export const isName = (text: string): boolean => RULE.test(text)

/** The nearest name that keeps the rule, or undefined when nothing of the text can be kept. */
export const suggestName = (text: string): string | undefined => {
  const name = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, MAX_LENGTH)
    .replace(/-+$/, '')
  return name === '' ? undefined : name
}

/** @throws GazeError INVALID_NAME with the rule and a suggestion. */
export const checkName = (what: 'image' | 'stream' | 'model' | 'context', text: string): string => {
  if (isName(text)) return text
  const suggestion = suggestName(text)
  throw new GazeError(
    'INVALID_NAME',
    `"${text}" is not a name for ${what === 'image' ? 'an' : 'a'} ${what}`,
    {
      why: `A name has ${NAME_RULE}`,
      hint: suggestion === undefined ? `Choose another name, for example "${what}-1"` : `Use "${suggestion}"`,
      details: { name: text, rule: RULE.source, ...(suggestion === undefined ? {} : { suggestion }) },
    },
  )
}
