import type { Plugin } from 'esbuild'

const RESOLVED = 'resolved by lean-kubernetes'

/** What the reader of kubeconfigs imports for makeApiClient and fetch, neither of which is called. */
const STUBS: Readonly<Record<string, string>> = {
  'node-fetch': 'export const { Headers } = globalThis',
  './gen/index.js':
    'export const createConfiguration = undefined; export const ServerConfiguration = undefined',
}

/**
 * Of the Kubernetes client only the reader of kubeconfigs runs here; its generated API of some thousand modules would
 * take 300 ms to load. The modules do nothing but declare, so those that nothing uses are left out.
 */
export const leanKubernetes: Plugin = {
  name: 'lean-kubernetes',
  setup(build) {
    build.onResolve({ filter: /.*/ }, async ({ path, importer, kind, resolveDir, pluginData }) => {
      const inside = importer.includes('@kubernetes/client-node')
      if (pluginData === RESOLVED || !(inside || path === '@kubernetes/client-node')) return undefined
      if (path in STUBS && importer.endsWith('client-node/dist/config.js'))
        return { path, namespace: 'lean-kubernetes' }
      const found = await build.resolve(path, { kind, importer, resolveDir, pluginData: RESOLVED })
      return found.errors.length > 0
        ? undefined
        : { path: found.path, external: found.external, sideEffects: false }
    })
    build.onLoad({ filter: /.*/, namespace: 'lean-kubernetes' }, ({ path }) => ({
      contents: STUBS[path] ?? '',
    }))
  },
}
