import { readdir } from 'node:fs/promises'
import { isAbsolute, join, sep } from 'node:path'

/** Whether a path has marks that stand for other characters. */
export const isPattern = (path: string): boolean => /[*?[]/.test(path)

/** `*`, `?`, `[a-z]` and `[!a-z]` within one part of a path, as shells read them. */
const partMatcher = (part: string): ((name: string) => boolean) => {
  const source = part.replace(/\[!?[^\]]+\]|[\s\S]/g, (mark) => {
    if (mark === '*') return '.*'
    if (mark === '?') return '.'
    if (mark.length === 1) return mark.replace(/[\\^$.*+?()[\]{}|]/, '\\$&')
    return mark.replace(/\\/g, '\\\\').replace(/^\[!/, '[^')
  })
  const expression = new RegExp(`^${source}$`, 's')
  // Hidden files have to be named as such.
  return (name) => expression.test(name) && (part.startsWith('.') || !name.startsWith('.'))
}

const namesIn = async (folder: string): Promise<string[]> => {
  try {
    return await readdir(folder)
  } catch {
    // One of several that match, and no folder, or closed to this user: nothing in it matches.
    return []
  }
}

/** Paths that match; those of parts without marks are not looked at. */
export const expand = async (pattern: string): Promise<string[]> => {
  const parts = pattern.split(sep).filter((part) => part !== '')
  let found = [isAbsolute(pattern) ? sep : '']
  for (const part of parts) {
    if (!isPattern(part)) {
      found = found.map((path) => join(path, part))
      continue
    }
    const matches = partMatcher(part)
    const inside = await Promise.all(
      found.map(async (path) => (await namesIn(path || '.')).filter(matches).map((name) => join(path, name))),
    )
    found = inside.flat()
  }
  return found
}
