/** Shorter values would also take harmless words out of the text. */
const SHORTEST = 4
const MASK = '***'

/** Takes secret values out of text, as they are, as in URLs, and as in JSON. */
export const createRedactor = (secrets: readonly string[]): ((text: string) => string) => {
  const spellings = secrets
    .filter(({ length }) => length >= SHORTEST)
    .flatMap((value) => [
      value,
      encodeURIComponent(value),
      encodeURI(value),
      JSON.stringify(value).slice(1, -1),
    ])
  // The longest first, so that no part of one that contains another is left.
  const wanted = [...new Set(spellings)].sort((a, b) => b.length - a.length)
  return (text) => wanted.reduce((rest, value) => rest.replaceAll(value, MASK), text)
}

/** The same for all texts of a JSON value. */
export const redactAll = <T>(redact: (text: string) => string, value: T): T =>
  JSON.parse(
    JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'string' ? redact(inner) : inner)),
  ) as T
