import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const find = (from: string): string => {
  if (existsSync(join(from, 'package.json'))) return from
  const up = dirname(from)
  if (up === from) throw new Error('package.json is missing above the program')
  return find(up)
}

/** The folder of package.json, from the sources and from the bundle alike. */
export const packageRoot: string = find(dirname(fileURLToPath(import.meta.url)))

/** The version of this package. */
export const ownVersion = (): string =>
  (JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }).version

/** The built program of that name, as `build.ts` lists them. */
export const programPath = (
  name:
    | 'supervisor'
    | 'gaze-server'
    | 'pod'
    | 'runner'
    | 'first-start'
    | 'info-update'
    | 'detector'
    | 'trial'
    | 'check-nodes',
): string => join(packageRoot, 'dist', 'services', `${name}.js`)

/** A WebAssembly kernel, built from a folder `kernels` of the sources. */
export const kernelPath = (name: string): string => join(packageRoot, 'dist', 'kernels', `${name}.wasm`)
