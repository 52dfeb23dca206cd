import { Flags } from '@oclif/core'
import { GazeCommand } from './_support/base.ts'
import { namespaceFlag, rolloutFlags } from './_support/deploy/flags.ts'

export default class Deploy extends GazeCommand {
  static override summary = 'Put a site on a Kubernetes cluster, or bring it up to date.'
  static override description =
    `Acts on the cluster and the namespace of a Kubernetes context; with the local one on the cluster of KUBECONFIG.
Objects are applied by the server with field manager gaze, so hand edits of what the site owns are put back. Each change
is a revision, which gaze deploy history lists and gaze deploy rollback goes back to.`
  static override examples = [
    '<%= config.bin %> deploy --image registry.example/gaze/runtime:1',
    '<%= config.bin %> deploy --set mongodb.uriSecret=my-mongodb --set server.replicas=2 --rollback-on-failure',
    '<%= config.bin %> deploy --diff',
    '<%= config.bin %> deploy --print > site.yaml',
  ]
  static override flags = {
    ...namespaceFlag,
    image: Flags.string({ helpValue: 'REF', summary: 'The stock runtime image.' }),
    set: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'K=V',
      summary: 'A setting of the site; an unknown one lists all.',
    }),
    print: Flags.boolean({ summary: 'Print the objects as YAML and ask no cluster.' }),
    diff: Flags.boolean({
      exclusive: ['print', 'dry-run'],
      summary: 'Show what would change; exits 1 if something would, 6 if it cannot be told.',
    }),
    'dry-run': Flags.option({
      options: ['client', 'server'] as const,
      helpValue: 'client|server',
      summary: 'Change nothing; with server, the cluster checks each object.',
    })(),
    prune: Flags.boolean({ summary: 'Remove what an earlier deploy applied and this one does not.' }),
    ...rolloutFlags,
    'rollback-on-failure': Flags.boolean({ summary: 'Put back what was there if it fails; waits.' }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Deploy)
    const [{ chooseSite }, { namespaceOf }] = await Promise.all([
      import('../runtime/control/deploy/choose-site.ts'),
      import('../runtime/control/deploy/cluster-of.ts'),
    ])
    const { image, set = [] } = flags
    const { version } = this.config
    const namespace = namespaceOf(this.context, flags.namespace)
    const site = chooseSite({ version, namespace, image, set })
    if (flags.print) {
      const { manifestOf } = await import('../runtime/control/deploy/manifest.ts')
      return this.out.record(site.objects, await manifestOf(site.objects))
    }
    const { runDeploy } = await import('./_support/deploy/run-deploy.ts')
    const code = await this.progress(`Deploying to ${namespace}`, (say) =>
      runDeploy(site, {
        ...{ context: this.context, out: this.out, signal: this.signal, say },
        notice: (text) => this.notice(text),
        mode: flags.diff ? 'diff' : (flags['dry-run'] ?? 'apply'),
        prune: flags.prune,
        wait: flags.wait || flags['rollback-on-failure'],
        timeoutMs: flags.timeout,
        rollBack: flags['rollback-on-failure'],
      }),
    )
    if (code !== 0) this.exit(code)
  }
}
