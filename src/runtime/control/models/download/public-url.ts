/** Without user and query, which may hold a key that somebody signed the address with. */
export const publicUrl = (text: string): string => {
  const { origin, pathname } = new URL(text)
  return `${origin}${pathname}`
}
