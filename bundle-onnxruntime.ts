import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'

const REQUIRE = 'require(`../bin/'

/** The JavaScript of ONNX Runtime goes into the bundle; its add-on stays where it is installed, and is looked for there. */
export const bundleOnnxruntime: Plugin = {
  name: 'bundle-onnxruntime',
  setup(build) {
    build.onLoad({ filter: /node_modules\/onnxruntime-node\/dist\/binding\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8')
      const contents = text.replace(REQUIRE, 'require(`onnxruntime-node/bin/')
      if (contents === text) throw new Error(`${path} does not require its add-on as ${REQUIRE} any more`)
      return { contents, loader: 'js' }
    })
  },
}
