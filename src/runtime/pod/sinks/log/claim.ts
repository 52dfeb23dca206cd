import { createHash, randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { isAlive, ownIdentity, type ProcessIdentity } from '../../../service/process-mark.ts'

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? ''

/** Makes the link unless something of that name is there. */
const linkTo = (target: string, path: string): boolean => {
  try {
    linkSync(target, path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

const readText = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

const holderIn = (text: string): ProcessIdentity | undefined => {
  try {
    return JSON.parse(text) as ProcessIdentity
  } catch {
    // A power loss can leave it empty; no process has outlived that.
    return undefined
  }
}

const isHeld = (text: string): boolean => {
  const holder = holderIn(text)
  return holder !== undefined && isAlive(holder)
}

/** Where the one claim that may follow a dead one has to be linked. */
const heirOf = (path: string, text: string, depth: number): string =>
  `${path}.${depth}-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`

interface FreePlace {
  /** The claim that the file held when it was looked at. */
  readonly first: string | undefined
  /** Heirs that died before they were through with it, and the name that is free. */
  readonly heirs: readonly string[]
}

/** Undefined while a living process has the file or is about to. */
const freePlace = (path: string): FreePlace | undefined => {
  const first = readText(path)
  const heirs: string[] = []
  for (let text = first; text !== undefined; text = readText(heirs.at(-1)!)) {
    if (isHeld(text)) return undefined
    heirs.push(heirOf(path, text, heirs.length))
  }
  return { first, heirs }
}

/**
 * Follows a dead claim. One process alone can make the link, and nobody writes a claim of the dead again: if the file
 * still holds it afterwards, no other has followed it.
 */
const takeOver = (own: string, path: string, { first, heirs }: FreePlace): boolean => {
  const place = heirs.at(-1)!
  if (!linkTo(own, place)) return false
  const mine = readText(path) === first
  if (mine) renameSync(own, path)
  for (const heir of mine ? heirs : [place]) rmSync(heir, { force: true })
  return mine
}

const TRIES = 3

/**
 * Takes the file as a lock, for as long as this process lives. Undefined when a living process has it; that of a
 * dead one is taken over. @throws the system's error
 * @returns Lets go of it.
 */
export const claim = (path: string): (() => void) | undefined => {
  const id = randomUUID()
  const own = `${path}.${id}`
  writeFileSync(own, JSON.stringify({ ...ownIdentity(), id }), { mode: 0o600, flush: true })
  try {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const free = freePlace(path)
      if (free === undefined) return undefined
      const taken = free.heirs.length === 0 ? linkTo(own, path) : takeOver(own, path, free)
      if (taken) return () => rmSync(path, { force: true })
    }
    return undefined
  } finally {
    rmSync(own, { force: true })
  }
}
