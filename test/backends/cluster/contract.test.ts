import { clusterContract } from '../../runtime/cluster/contract.ts'
import { describeWith } from '../support/back-ends.ts'
import { openTestSite } from './site.ts'

describeWith(['KUBECONFIG'], 'kubernetes', () => {
  clusterContract(
    'kubernetes',
    async () => {
      const site = await openTestSite()
      return {
        cluster: site.cluster,
        steady: site.steady,
        dying: site.script('echo last words >&2; exit 1'),
        kill: async ({ name }) => site.crash(name),
        programs: async (stream) => site.running(stream),
        close: site.close,
      }
    },
    90_000,
  )
})
