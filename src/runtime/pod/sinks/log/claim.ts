import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { isAlive, ownIdentity, type ProcessIdentity } from '../../../service/process-mark.ts'

let count = 0

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

/** Moves the claim of a dead process away; one that somebody made meanwhile goes back. */
const clear = (path: string, dead: string, aside: string): void => {
  try {
    renameSync(path, aside)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    throw error
  }
  if (readText(aside) !== dead) linkTo(aside, path)
  rmSync(aside, { force: true })
}

/**
 * Takes the file as a lock, for as long as this process lives. Undefined when a living process has it; that of a
 * dead one is taken over. @throws the system's error
 * @returns Lets go of it.
 */
export const claim = (path: string): (() => void) | undefined => {
  count += 1
  const own = `${path}.${process.pid}.${count}`
  writeFileSync(own, JSON.stringify(ownIdentity()), { mode: 0o600 })
  try {
    for (let tries = 0; tries < 3; tries += 1) {
      if (linkTo(own, path)) return () => rmSync(path, { force: true })
      const holder = readText(path)
      if (holder === undefined) continue
      if (isHeld(holder)) return undefined
      clear(path, holder, `${own}.dead`)
    }
    return undefined
  } finally {
    rmSync(own, { force: true })
  }
}
