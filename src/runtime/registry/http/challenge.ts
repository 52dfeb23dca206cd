/** What a registry wants to be shown: `WWW-Authenticate`. */
export type Challenge =
  | { readonly scheme: 'basic' }
  | { readonly scheme: 'bearer'; readonly realm: string; readonly service: string; readonly scope: string }

const PARAM = /([a-z_-]+)="([^"]*)"/gi

const paramsOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...text.matchAll(PARAM)].map(([, name = '', value = '']) => [name.toLowerCase(), value]),
  )

/** Undefined for what nobody here can answer. */
export const parseChallenge = (header: string | null): Challenge | undefined => {
  if (header === null) return undefined
  const bearer = /\bbearer\s+(.*)/i.exec(header)
  if (bearer !== null) {
    const { realm = '', service = '', scope = '' } = paramsOf(bearer[1] ?? '')
    return URL.canParse(realm) ? { scheme: 'bearer', realm, service, scope } : undefined
  }
  return /\bbasic\b/i.test(header) ? { scheme: 'basic' } : undefined
}
