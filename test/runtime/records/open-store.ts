import { openEmbedded } from '../../../src/runtime/records/embedded.ts'
import type { Records } from '../../../src/runtime/records/store.ts'
import { stateDir } from '../../../src/runtime/state-dir.ts'

/** How to open a store from any process; a new back end adds its scheme here. */
export const openStore = (address: string): Promise<Records> => {
  const [scheme, rest = ''] = address.split('::')
  if (scheme === 'embedded') return openEmbedded(stateDir(rest))
  throw new Error(`no store of scheme ${scheme}`)
}
