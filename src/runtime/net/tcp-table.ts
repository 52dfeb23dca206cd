import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs'

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6']
const LISTEN = '0A'

/** Whether this system shows who listens where (Linux). */
export const canSeeListeners = (): boolean => existsSync(TABLES[0] as string)

const rows = (path: string): string[][] => {
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
}

/** Inodes of the sockets that listen on the port, on any address. */
export const listenersOf = (port: number): string[] => {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return TABLES.flatMap(rows)
    .filter((row) => row[3] === LISTEN && row[1]?.endsWith(suffix))
    .map((row) => row[9] ?? '')
}

/** Undefined for another user's process, or for what has just gone. */
const orUndefined = <T>(read: () => T): T | undefined => {
  try {
    return read()
  } catch {
    return undefined
  }
}

const linksOf = (pid: string): (string | undefined)[] =>
  (orUndefined(() => readdirSync(`/proc/${pid}/fd`)) ?? []).map((fd) =>
    orUndefined(() => readlinkSync(`/proc/${pid}/fd/${fd}`)),
  )

const nameOf = (pid: string): string =>
  orUndefined(() => readFileSync(`/proc/${pid}/comm`, 'utf8').trim()) ?? 'a process that has just ended'

/** Who listens on the port, as `node (pid 123)`; undefined where that cannot be seen. */
export const holderOf = (port: number): string | undefined => {
  if (!canSeeListeners()) return undefined
  const sockets = new Set(listenersOf(port).map((inode) => `socket:[${inode}]`))
  if (sockets.size === 0) return undefined
  const pid = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .find((name) => linksOf(name).some((link) => link !== undefined && sockets.has(link)))
  return pid === undefined ? undefined : `${nameOf(pid)} (pid ${pid})`
}
