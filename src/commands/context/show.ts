import { Args } from '@oclif/core'
import type { ContextView } from '../../runtime/control/contexts/show.ts'
import { GazeCommand } from '../_support/base.ts'

const rowsOf = (context: ContextView): (readonly [string, string])[] => {
  const rows: [string, string][] = [
    ['Name', context.name],
    ['Kind', context.kind],
  ]
  if (context.kind === 'local') rows.push(['State', context.stateDir ?? ''])
  else
    rows.push(
      ['Kubeconfig', context.kubeconfig ?? 'KUBECONFIG, ~/.kube/config'],
      ['Cluster', context.kubeContext ?? "the kubeconfig's current context"],
      ['Namespace', context.namespace],
      [
        'MongoDB',
        context.mongodbUriEnv === undefined ? 'by port-forward' : `by variable ${context.mongodbUriEnv}`,
      ],
    )
  if (context.site)
    rows.push(
      ['Site', context.site.version],
      [
        'Ports',
        Object.entries(context.site.ports)
          .map((pair) => pair.join('='))
          .join(' '),
      ],
      ['Public key', context.site.publicKey || '-'],
    )
  rows.push(['Chosen by', context.source || context.origin || '-'])
  return rows
}

export default class ContextShow extends GazeCommand {
  static override summary = 'Show a context: where it is, and what chose it.'
  static override description =
    'Without NAME the one that commands act on. Of a cluster it shows what is deployed there, too: version, the ports ' +
    'of gaze-server, and the public key that senders to its port ingest-curve need.'
  static override examples = [
    '<%= config.bin %> context show',
    '<%= config.bin %> context show site --json | jq -r .site.publicKey',
  ]
  static override args = { name: Args.string({ description: 'Name of the context.' }) }

  async run(): Promise<void> {
    const { args } = await this.parse(ContextShow)
    const [{ showContext }, { findContext }] = await Promise.all([
      import('../../runtime/control/contexts/show.ts'),
      import('../../runtime/contexts.ts'),
    ])
    const { context: chosen, contexts, stateDir } = this.settings
    const context = findContext(contexts.value, args.name ?? chosen.value)
    const { view, problem } = await this.progress('Looking at the cluster', () =>
      showContext(context, chosen, stateDir.value, this.signal),
    )
    await this.out.record(view, () =>
      rowsOf(view)
        .map(([name, value]) => `${`${name}:`.padEnd(12)}${value}`)
        .join('\n'),
    )
    if (problem !== '') await this.warning(problem)
  }
}
