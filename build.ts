import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build, type BuildOptions, type Plugin } from 'esbuild'
import { bundleNodeAv } from './bundle-node-av.ts'
import { bundleOnnxruntime } from './bundle-onnxruntime.ts'
import { lazyRequires } from './lazy-requires.ts'
import { leanKubernetes } from './lean-kubernetes.ts'
import { writeManifest } from './manifest.ts'

/** Programs of their own; each is an entry of the bundle. */
const PROGRAMS: Record<string, string> = {
  main: 'src/commands/_support/main.ts',
  'hooks/command-not-found': 'src/commands/_support/failure/command-not-found.ts',
  'services/supervisor': 'src/runtime/reconcile/supervisor.ts',
  'services/gaze-server': 'src/runtime/ingest/gaze-server.ts',
  'services/info-update': 'src/runtime/reconcile/info-update/info-update.ts',
  'services/first-start': 'src/runtime/first-start/first-start.ts',
  'services/runner': 'src/runtime/cluster/local/runner.ts',
  'services/check-nodes': 'src/runtime/control/images/build/apart/check-program.ts',
  'examples/demo': 'examples/demo/demo.ts',
  'examples/v0-program': 'examples/v0-program.ts',
}

/** In a bundle of its own: what programs share is in dozens of small files, and to load those takes a pod longer than to run them. */
const POD: Record<string, string> = { 'services/pod': 'src/runtime/pod/pod.ts' }

/** In one file, for the same reason; a pod in one file would load every add-on and sink at its start. */
const DETECTOR: Record<string, string> = {
  'services/detector': 'src/runtime/models/process/detector-program.ts',
  'services/trial': 'src/runtime/models/try/trial-program.ts',
}

/** Native add-ons, and compilers that the command framework looks for only while developing. */
const EXTERNAL = ['lmdb', 'sharp', 'zeromq', 'typescript', 'tsx']

const lean: Plugin = {
  name: 'lean',
  setup(build) {
    build.onResolve({ filter: /^@oclif\/core$/ }, () => ({ path: resolve('src/commands/_support/oclif.ts') }))
  },
}

const KERNELS = ['src/runtime/nodes/vision/kernels', 'src/runtime/models/kernels']

const commandEntries = (): [string, string][] =>
  readdirSync('src/commands', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('_support'))
    .map((file) => [`commands/${file.slice(0, -3)}`, join('src/commands', file)])

const buildKernels = (): void => {
  mkdirSync('dist/kernels', { recursive: true })
  for (const folder of KERNELS.filter((name) => existsSync(name))) {
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts'))) {
      const out = `dist/kernels/${file.slice(0, -3)}.wasm`
      execFileSync(
        'node_modules/.bin/asc',
        [join(folder, file), '-o', out, '-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd'],
        { stdio: 'inherit' },
      )
    }
  }
}

const options: BuildOptions = {
  outdir: 'dist',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  lineLimit: 160,
  legalComments: 'eof',
  external: EXTERNAL,
  plugins: [lean, lazyRequires, leanKubernetes, bundleNodeAv, bundleOnnxruntime],
  // A CommonJS package that is imported dynamically loses its named exports; this one has ES modules too.
  alias: { yaml: resolve('node_modules/yaml/browser/index.js') },
  logLevel: 'warning',
  // CommonJS packages inside the bundle call require() for Node's own modules.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
}
const programs = Object.entries(PROGRAMS).filter(([, file]) => existsSync(file))

rmSync('dist', { recursive: true, force: true })
buildKernels()
await Promise.all([
  build({
    ...options,
    entryPoints: Object.fromEntries([...commandEntries(), ...programs]),
    chunkNames: 'chunks/[name]-[hash]',
  }),
  build({ ...options, entryPoints: POD, chunkNames: 'chunks/pod/[name]-[hash]' }),
  build({ ...options, entryPoints: DETECTOR, splitting: false }),
])
await writeManifest()
