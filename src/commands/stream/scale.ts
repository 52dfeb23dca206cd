import { Args, Flags } from '@oclif/core'
import { GazeCommand } from '../_support/base.ts'
import { dryRunFlag, waitFlags } from '../_support/flags.ts'
import { placementFlags } from '../_support/placement-flags.ts'

const many = { multiple: true, multipleNonGreedy: true } as const

export default class StreamScale extends GazeCommand {
  static override summary = 'Create or change a stream.'
  static override description =
    `What is not named stays as it is. A new stream needs --image; it gets one replica, a key of its own and
the source push, or that of its pipeline.`
  static override examples = [
    '<%= config.bin %> stream scale front --image door --source clips/front.mp4',
    '<%= config.bin %> stream scale yard --image blur --output 127.0.0.1:6000 --env RADIUS=5',
    "<%= config.bin %> stream scale gate --image door --source 'rtsp://cam:${PASSWORD}@10.0.0.7/1' --secret-env PASSWORD=env:CAM",
    "<%= config.bin %> stream scale door --sink 'kafka://10.0.0.9:9092/door-events'",
    '<%= config.bin %> stream scale yard --replicas 0',
  ]
  static override args = { name: Args.string({ required: true, description: 'the stream' }) }
  static override flags = {
    image: Flags.string({ helpValue: 'IMAGE', summary: 'The image that its pods run.' }),
    replicas: Flags.integer({ min: 0, max: 1000, helpValue: 'N', summary: 'How many pods; 0 stops it.' }),
    source: Flags.string({ helpValue: 'push|URL', summary: 'push, or a URL or path that the pod reads.' }),
    output: Flags.string({ helpValue: 'HOST:PORT', summary: 'A viewer for its pictures; "" for none.' }),
    sink: Flags.string({ ...many, helpValue: 'URL', summary: 'Where else its events go; "" for none.' }),
    env: Flags.string({ ...many, helpValue: 'K=V|K-', summary: 'Set a variable, or take one away.' }),
    'secret-env': Flags.string({
      ...many,
      helpValue: 'K=env:VAR|file:PATH|-',
      summary: 'The same from a variable, a file or stdin, never shown.',
    }),
    key: Flags.string({ helpValue: 'K8', summary: 'The 8 characters that its sender shows.' }),
    'current-replicas': Flags.integer({ min: 0, helpValue: 'N', summary: 'Change only if it has so many.' }),
    order: Flags.boolean({ allowNo: true, summary: 'Keep frames in order: one active pod.' }),
    queue: Flags.integer({ min: 1, max: 1000, helpValue: 'N', summary: 'Frames that may wait; 1.' }),
    ...placementFlags,
    ...waitFlags,
    ...dryRunFlag,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(StreamScale)
    const [
      { describeDifferences },
      { parseChange },
      { scaleStream },
      { settleStream },
      { refuseLocalSinks, refuseLocalSource },
    ] = await Promise.all([
      import('../../runtime/control/differences.ts'),
      import('../../runtime/control/streams/scale/change.ts'),
      import('../../runtime/control/streams/scale/scale.ts'),
      import('../../runtime/control/streams/settle.ts'),
      import('../../runtime/control/site/refuse-local.ts'),
    ])
    const { 'secret-env': secretEnv, 'current-replicas': currentReplicas, 'dry-run': dryRun, ...rest } = flags
    const places = { nodeSelector: rest['node-selector'], pullSecret: rest['pull-secret'] }
    const change = await parseChange({ ...rest, ...places, secretEnv, currentReplicas }, process.cwd())
    refuseLocalSource(this.context, args.name, change.source)
    refuseLocalSinks(this.context, args.name, change.sinks)
    const { view, result, differences } = await this.withSite(async (site) => {
      const { stream, result, differences } = await scaleStream(site.records, args.name, change, dryRun)
      const done = result === 'unchanged' ? 'is recorded, unchanged' : 'is recorded'
      const view = await this.progress('', (say) =>
        settleStream(site, stream, done, {
          ...{ wait: flags.wait, timeoutMs: flags.timeout, signal: this.signal, dryRun, say },
          stopped: (text) => void this.notice(text),
        }),
      )
      return { view, result, differences }
    })
    await this.out.record(
      { ...view, result, ...(dryRun ? { dryRun } : {}) },
      `stream ${view.name} ${result}${dryRun ? ` (dry run)\n${describeDifferences(differences)}` : ''}`,
    )
  }
}
