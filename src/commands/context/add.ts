import { Args, Flags } from '@oclif/core'
import { GazeCommand } from '../_support/base.ts'
import { dryRunFlag } from '../_support/flags.ts'

export default class ContextAdd extends GazeCommand {
  static override summary = 'Add a context: a site on a cluster.'
  static override description =
    'Writes it to the config file. A kubeconfig or a context of it that is named has to be there; whether the ' +
    'cluster answers is seen later, by gaze doctor.'
  static override examples = [
    '<%= config.bin %> context add site --kind kubernetes',
    '<%= config.bin %> context add site --kind kubernetes --kubeconfig site.kubeconfig --namespace cameras',
    '<%= config.bin %> context add site --kind kubernetes --mongodb-uri-env SITE_MONGODB',
  ]
  static override args = { name: Args.string({ required: true, description: 'Name of the context.' }) }
  static override flags = {
    kind: Flags.option({
      options: ['kubernetes'] as const,
      required: true,
      summary: 'What it is.',
    })(),
    kubeconfig: Flags.string({
      helpValue: 'FILE',
      summary: 'How to reach the cluster; KUBECONFIG or ~/.kube/config.',
    }),
    'kube-context': Flags.string({
      helpValue: 'NAME',
      summary: "A context of the kubeconfig; the file's current one.",
    }),
    namespace: Flags.string({ helpValue: 'NAME', summary: 'The namespace of the site; gaze.' }),
    'mongodb-uri-env': Flags.string({
      helpValue: 'VAR',
      summary: 'The variable with the connection string of MongoDB; without it by a port-forward.',
    }),
    force: Flags.boolean({ summary: 'Replace a context that differs.' }),
    ...dryRunFlag,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ContextAdd)
    const [{ addContext }, { describeDifferences }] = await Promise.all([
      import('../../runtime/control/contexts/add.ts'),
      import('../../runtime/control/differences.ts'),
    ])
    const { kubeconfig, 'kube-context': kubeContext, namespace, 'mongodb-uri-env': mongodbUriEnv } = flags
    const { force, 'dry-run': dryRun } = flags
    const { context, result, differences } = await addContext(
      this.settings.configFile.value,
      args.name,
      { kubeconfig, kubeContext, namespace, mongodbUriEnv },
      { force, dryRun, cwd: process.cwd(), signal: this.signal },
    )
    await this.out.record(
      { ...context, result, ...(dryRun ? { dryRun } : {}) },
      `Context ${context.name} ${result}${dryRun ? ` (dry run)\n${describeDifferences(differences)}` : ''}`,
    )
  }
}
