import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

/** Every TypeScript file under the folder, by its path from the root of the repository. */
export const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file))
    .sort()

export const textOf = (file: string): string => readFileSync(file, 'utf8')

/** Without comments, so that prose about an import is not taken for one. */
const code = (file: string): string => textOf(file).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')

/** What the file loads when it is loaded: its imports that are not of types alone. Own files by their path. */
export const loads = (file: string): string[] =>
  [...code(file).matchAll(/^(?:import|export)\s(?!type\b)(?:[^'"`;]*?\sfrom\s)?'([^']+)'/gm)]
    .map(([, target = '']) => target)
    .map((target) => (target.startsWith('.') ? normalize(join(dirname(file), target)) : target))

/** All that is loaded with the file, step by step. */
export const loadsInAll = (file: string, seen = new Set<string>()): Set<string> => {
  for (const target of loads(file)) {
    if (seen.has(target)) continue
    seen.add(target)
    if (target.endsWith('.ts')) loadsInAll(target, seen)
  }
  return seen
}
