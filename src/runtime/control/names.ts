import { existsSync } from 'node:fs'
import type { Context } from '../contexts.ts'
import { stateDir } from '../state-dir.ts'
import type { SiteOptions } from './site.ts'

export type NameKind = 'images' | 'streams' | 'models' | 'nodes' | 'contexts'

const recorded = async (kind: 'images' | 'streams' | 'models', options: SiteOptions): Promise<string[]> => {
  // Looking for names must not create a state directory.
  if (options.context.kind === 'local' && !existsSync(stateDir(options.stateDir).records)) return []
  const { openSite } = await import('./site.ts')
  const site = await openSite(options)
  try {
    return (await site.records[kind].list()).map((record) => record.name)
  } finally {
    await site.close()
  }
}

/** The names of that kind that exist now. */
export const liveNames = async (
  kind: NameKind,
  options: SiteOptions & { readonly contexts: readonly Context[] },
): Promise<string[]> => {
  if (kind === 'contexts') return options.contexts.map((context) => context.name)
  if (kind !== 'nodes') return recorded(kind, options)
  const { nodeTypes } = await import('../nodes/registry.ts')
  return nodeTypes.map((type) => type.name)
}
