import type { NameKind } from '../../../runtime/control/names.ts'

/** What an argument or a flag is: a live name, a file, or something that cannot be guessed. */
export type Wanted = NameKind | 'files' | undefined

const FILE_ARGUMENTS = ['image:add', 'model:add', 'pipeline:run', 'pipeline:check']
const FLAGS: Readonly<Record<string, Wanted>> = {
  context: 'contexts',
  image: 'images',
  from: 'files',
  'state-dir': 'files',
  kubeconfig: 'files',
  source: 'files',
  labels: 'files',
}

/** Values of flags that can be listed though others may be right, too. */
export const FIXED: Readonly<Record<string, readonly string[]>> = {
  'logs:tail service': ['gaze-server', 'info-update'],
  'stream:send from': ['test'],
}

/** What the arguments of a command are. */
export const argumentWants = (id: string): Wanted => {
  if (FILE_ARGUMENTS.includes(id)) return 'files'
  if (id.startsWith('image:')) return 'images'
  if (id.startsWith('model:')) return 'models'
  if (id.startsWith('stream:') || id === 'logs:tail' || id === 'output:tail') return 'streams'
  if (id.startsWith('node:')) return 'nodes'
  // A new context has a new name.
  return id.startsWith('context:') && id !== 'context:add' ? 'contexts' : undefined
}

/** What the value of a flag is; a confirmation repeats the argument. */
export const flagWants = (id: string, flag: string): Wanted =>
  flag === 'confirm' ? argumentWants(id) : FLAGS[flag]
