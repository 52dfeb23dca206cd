/** What a registry wants to be shown: `WWW-Authenticate`. */
export type Challenge =
  | { readonly scheme: 'basic' }
  | { readonly scheme: 'bearer'; readonly realm: string; readonly service: string; readonly scope: string }

/** A scheme begins the header or follows a comma, and is followed by a blank; a parameter by `=` (RFC 9110, 11.6.1). */
const SCHEME = /(?:^|,)\s*([a-z][a-z0-9-]*)(?:\s+(?=[a-z])|\s*(?=,|$))/gi
const PARAM = /([a-z_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))/gi

const paramsOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...text.matchAll(PARAM)].map(([, name = '', quoted, token = '']) => [
      name.toLowerCase(),
      quoted?.replace(/\\(.)/g, '$1') ?? token,
    ]),
  )

/** Each challenge of the header by its scheme, with the text of its parameters. */
const challengesOf = (header: string): readonly { readonly scheme: string; readonly params: string }[] => {
  // A comma within quotes begins nothing.
  const masked = header.replace(/"(?:[^"\\]|\\.)*"/g, (quoted) => `"${'_'.repeat(quoted.length - 2)}"`)
  const starts = [...masked.matchAll(SCHEME)]
  return starts.map((start, at) => ({
    scheme: (start[1] ?? '').toLowerCase(),
    params: header.slice(start.index + start[0].length, starts[at + 1]?.index),
  }))
}

/** The best that can be answered: a token where its service has an address, else user and password. */
export const parseChallenge = (header: string | null): Challenge | undefined => {
  const challenges = challengesOf(header ?? '')
  for (const { scheme, params } of challenges) {
    const { realm = '', service = '', scope = '' } = paramsOf(params)
    if (scheme === 'bearer' && URL.canParse(realm)) return { scheme: 'bearer', realm, service, scope }
  }
  return challenges.some(({ scheme }) => scheme === 'basic') ? { scheme: 'basic' } : undefined
}
