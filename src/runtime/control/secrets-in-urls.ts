import { GazeError } from '../errors.ts'

/** `scheme://user:password@host`, anywhere in a text; a password of the form `${NAME}` is none. */
const WITH_PASSWORD = /\b([a-z][a-z0-9+.-]*:\/\/)([^\s/?#:@]*):([^\s/?#]+)@/gi
/** `?password=…` and its like, behind any URL. */
const QUERY_SECRET = /([?&][\w-]*(?:pass?w|pwd|secret|connection-?str)[\w-]*=)([^\s&#]+)/gi
const VARIABLE = /^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/

/** The text with every password of a URL replaced by `***`. */
export const maskPasswords = (text: string): string =>
  text.replace(QUERY_SECRET, '$1***').replace(WITH_PASSWORD, '$1$2:***@')

const holdsPassword = (text: string): boolean =>
  [
    ...[...text.matchAll(WITH_PASSWORD)].map(([, , , password = '']) => password),
    ...[...text.matchAll(QUERY_SECRET)].map(([, , secret = '']) => secret),
  ].some((secret) => !VARIABLE.test(secret))

/**
 * A password in an argument shows in `ps`, in the shell's history and in records.
 * @param where Names the flag or the value, for the message.
 * @param instead How to do it, where it is no stream's.
 * @throws GazeError PASSWORD_IN_URL with how to do it instead.
 */
export const refusePassword = (where: string, text: string, instead?: string): void => {
  if (!holdsPassword(text)) return
  const better = text.replace(QUERY_SECRET, '$1$${PASSWORD}').replace(WITH_PASSWORD, '$1$2:$${PASSWORD}@')
  throw new GazeError('PASSWORD_IN_URL', `${where} holds a URL with a password in clear`, {
    why: 'It would show in the process list, the shell history and the records',
    hint:
      instead ??
      `Write '${better}'; a stream is given it by gaze stream scale NAME --secret-env PASSWORD=env:VAR, gaze pipeline run by its environment`,
    details: { where, url: maskPasswords(text) },
  })
}
