import { GazeError, isGazeError } from '../../../errors.ts'
import type { Inspected } from '../../../registry/inspect.ts'
import type { Site } from '../../site.ts'

const ARCH = 'kubernetes.io/arch'
const OS = 'kubernetes.io/os'

/** `linux/amd64`, … of the cluster's nodes; undefined where this user may not list them. */
export const nodePlatforms = async (site: Site): Promise<string[] | undefined> => {
  if (site.kind === 'local') return []
  const client = await site.client()
  try {
    const { items } = await client.list('Node')
    const found = items.map(({ metadata }) => {
      const { [OS]: os = 'linux', [ARCH]: arch = '' } = metadata?.labels ?? {}
      return `${os}/${arch}`
    })
    return [...new Set(found)].sort()
  } catch (error) {
    if (isGazeError(error, 'NOT_ALLOWED')) return undefined
    throw error
  }
}

/** @throws GazeError WRONG_PLATFORM when none of the nodes can run it. */
export const requirePlatform = (ref: string, { platforms }: Inspected, nodes: readonly string[]): void => {
  if (nodes.length === 0 || nodes.some((node) => platforms.includes(node))) return
  throw new GazeError('WRONG_PLATFORM', `No node of the cluster can run ${ref}`, {
    why: `It is made for ${platforms.join(', ')}; the nodes are ${nodes.join(', ')}`,
    hint: 'Build it for the platform of the nodes, or add --no-check when such a node will be there later',
    details: { ref, platforms, nodes },
  })
}
