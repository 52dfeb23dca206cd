import { Args } from '@oclif/core'
import { GazeCommand } from '../_support/base.ts'
import { dryRunFlag } from '../_support/flags.ts'

export default class ModelBench extends GazeCommand {
  static override summary = 'Measure a model on this machine and keep the fastest setting.'
  static override description =
    `Milliseconds a frame (tensor and run) by threads and, where the model leaves that open, batch. Streams on this
machine that name no threads use the fastest number, as far as they may.`
  static override examples = ['<%= config.bin %> model bench yolox-nano']
  static override args = { name: Args.string({ required: true, description: 'the model' }) }
  static override flags = dryRunFlag

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ModelBench)
    const { benchModel } = await import('../../runtime/control/models/bench.ts')
    const dryRun = flags['dry-run']
    const options = { stateDir: this.settings.stateDir.value, dryRun, signal: this.signal }
    const benched = await this.withSite((site) =>
      this.progress('measuring', (say) => benchModel(site, args.name, { ...options, say })),
    )
    const lines = benched.results.map((one) => {
      const text = `${String(one.threads).padStart(7)}  ${String(one.batch).padStart(5)}  ${one.msPerFrame.toFixed(2).padStart(11)}  ${one.fps.toFixed(1).padStart(6)}`
      return one === benched.best ? `${text}  ${dryRun ? 'fastest' : 'kept'}` : text
    })
    const how = `One run at a time on ${benched.cores} cores (${benched.device}): pipelines that run side by side share them.`
    await this.out.record(
      { ...benched, ...(dryRun ? { dryRun } : {}) },
      ['THREADS  BATCH  MS PER FRAME     FPS', ...lines, how].join('\n'),
    )
  }
}
