import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'

const RESOLVED = 'resolved by bundle-node-av'

/**
 * The JavaScript of node-av goes into the bundle: seventy files with thousands of constants, of which few are used, take
 * 40 ms of each start. Its add-on stays where it is installed, and is looked for from there.
 */
export const bundleNodeAv: Plugin = {
  name: 'bundle-node-av',
  setup(build) {
    build.onResolve({ filter: /.*/ }, async ({ path, importer, kind, resolveDir, pluginData }) => {
      const inside = importer.includes('node_modules/node-av/') || path.startsWith('node-av/')
      if (pluginData === RESOLVED || !inside) return undefined
      const found = await build.resolve(path, { kind, importer, resolveDir, pluginData: RESOLVED })
      return { path: found.path, external: found.external, errors: found.errors, sideEffects: false }
    })
    build.onLoad({ filter: /node_modules\/node-av\/dist\/lib\/binding\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8')
      const contents = text.replaceAll('import.meta.url', `import.meta.resolve('node-av/lib')`)
      if (contents === text)
        throw new Error(`${path} does not look for its add-on from import.meta.url any more`)
      return { contents, loader: 'js' }
    })
  },
}
