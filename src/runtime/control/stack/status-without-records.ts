import { type GazeError, isGazeError, sentenceOf } from '../../errors.ts'
import type { KubeClient } from '../../kubernetes/client.ts'
import { siteAbsence } from '../site/cluster/site-absence.ts'
import { siteServices } from '../site/cluster/site-services.ts'
import { unseenServices } from '../site/service-status.ts'
import type { StackStatus } from './status.ts'

/** Failures of a site's records whose reason its services may show. */
const isAway = (error: unknown): error is GazeError =>
  isGazeError(error, 'NOT_RUNNING') ||
  isGazeError(error, 'STORE_UNAVAILABLE') ||
  (isGazeError(error, 'PRECONDITION') && error.details.secret !== undefined)

/**
 * What the cluster alone tells of a site whose records cannot be read: its services, and why.
 * @param error What reading them ended with; thrown again where the services have nothing to do with it.
 * @throws GazeError CLUSTER_UNAVAILABLE, NOT_ALLOWED
 */
export const statusWithoutRecords = async (
  error: unknown,
  context: { readonly name: string; readonly kind: string },
  open: () => Promise<KubeClient>,
  warn: (text: string) => void,
): Promise<StackStatus> => {
  if (context.kind !== 'kubernetes' || !isAway(error)) throw error
  const client = await open()
  try {
    const [absence, services] = await Promise.all([siteAbsence(client, warn), siteServices(client)])
    return {
      ...{ context: context.name, kind: context.kind, running: false },
      message:
        absence === undefined
          ? `${sentenceOf(error)}; ${error.hint ?? 'gaze doctor'}`
          : `${absence.what}; ${absence.next}`,
      services: services ?? unseenServices('Stopped'),
      streams: {},
      recorded: false,
      attention: [],
      ingest: [],
    }
  } finally {
    client.close()
  }
}
