import { readdirSync, readFileSync } from 'node:fs'

/** Processes of that one in which a model is tried, by Linux's /proc. */
export const trialsOf = (pid: number | undefined): string[] =>
  readdirSync('/proc').filter((name) => {
    try {
      const parent = /^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1]
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8')
      return Number(parent) === pid && command.includes('services/trial.js')
    } catch {
      return false
    }
  })
