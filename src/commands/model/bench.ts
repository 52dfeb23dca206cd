import { Args } from '@oclif/core'
import { GazeCommand } from '../_support/base.ts'

export default class ModelBench extends GazeCommand {
  static override summary = 'Measure a model on this machine and keep the fastest setting.'
  static override description =
    `Milliseconds a frame (tensor and run) by threads and, where the model leaves that open, batch. Streams on this
machine that name no threads use the fastest number, as far as they may.`
  static override examples = ['<%= config.bin %> model bench yolox-nano']
  static override args = { name: Args.string({ required: true, description: 'the model' }) }

  async run(): Promise<void> {
    const { args } = await this.parse(ModelBench)
    const { benchModel } = await import('../../runtime/control/models/bench.ts')
    const benched = await this.withSite((site) =>
      this.progress('measuring', (say) =>
        benchModel(site, args.name, { stateDir: this.settings.stateDir.value, signal: this.signal, say }),
      ),
    )
    const lines = benched.results.map((one) => {
      const text = `${String(one.threads).padStart(7)}  ${String(one.batch).padStart(5)}  ${one.msPerFrame.toFixed(2).padStart(11)}  ${one.fps.toFixed(1).padStart(6)}`
      return one === benched.best ? `${text}  kept` : text
    })
    const how = `One run at a time on ${benched.cores} cores (${benched.device}): pipelines that run side by side share them.`
    await this.out.record(benched, ['THREADS  BATCH  MS PER FRAME     FPS', ...lines, how].join('\n'))
  }
}
