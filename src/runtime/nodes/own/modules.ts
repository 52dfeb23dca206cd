import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { GazeError } from '../../errors.ts'
import { isMissing } from '../../service/files.ts'

const MODULE = /\.[cm]?js$/
const TYPESCRIPT = /(?<!\.d)\.[cm]?tsx?$/

const stem = (name: string): string => name.replace(/\.\w+$/, '')

/**
 * The JavaScript modules of a directory, by name; none where there is no such directory.
 * @throws GazeError FILE_INVALID for TypeScript that nobody has compiled.
 */
export const modulesIn = async (dir: string): Promise<string[]> => {
  const names = await readdir(dir).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw error
  })
  const modules = names.filter((name) => MODULE.test(name)).sort()
  const compiled = new Set(modules.map(stem))
  const source = names.find((name) => TYPESCRIPT.test(name) && !compiled.has(stem(name)))
  if (source === undefined) return modules
  const path = join(dir, source)
  throw new GazeError('FILE_INVALID', `${path} is TypeScript, and nodes are JavaScript`, {
    why: 'The runtime image has no compiler',
    hint: `Compile it beside: npx esbuild ${path} --bundle --platform=node --format=esm --outfile=${join(dir, stem(source))}.mjs`,
  })
}
