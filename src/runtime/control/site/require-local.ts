import { GazeError } from '../../errors.ts'
import type { LocalSite, Site } from './types.ts'

/** What reads files of this machine. @throws GazeError NEEDS_LOCAL */
export const requireLocalSite = (site: Site, what: string): LocalSite => {
  if (site.kind === 'local') return site
  throw new GazeError('NEEDS_LOCAL', `${what} reads what is on this machine, and the context is a cluster`, {
    hint: 'Add --context local',
  })
}
