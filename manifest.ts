import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Plugin } from '@oclif/core'

const root = import.meta.dirname
const path = join(root, 'oclif.manifest.json')

/** What the program reads at its start instead of loading every command; made from the built commands. */
const createManifest = async (): Promise<string> => {
  const plugin = new Plugin({
    root,
    ignoreManifest: true,
    errorOnManifestCreate: true,
    respectNoCacheDefault: true,
  })
  await plugin.load()
  const { commands, version } = plugin.manifest
  const sorted = Object.fromEntries(Object.entries(commands).sort(([a], [b]) => (a < b ? -1 : 1)))
  return `${JSON.stringify({ commands: sorted, version })}\n`
}

export const writeManifest = async (): Promise<void> => writeFileSync(path, await createManifest())

const check = async (): Promise<void> => {
  if (existsSync(path) && readFileSync(path, 'utf8') === (await createManifest())) return
  console.error('oclif.manifest.json is stale: run `npm run build`')
  process.exitCode = 1
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await check()
