import { Args, Flags } from '@oclif/core'
import { GazeCommand } from '../_support/base.ts'
import { paramFlag } from '../_support/flags.ts'

export default class PipelineRun extends GazeCommand {
  static override summary = 'Run a pipeline in the foreground, without the stack.'
  static override description =
    `A file source is read as fast as it goes; the same input gives the same events.
With --json stdout is exactly the events, one CloudEvent a line. Without a sink they are printed.
\${NAME} in a parameter is taken from the environment. model= takes the name of a model of the context, or an ONNX file.`
  static override examples = [
    "<%= config.bin %> pipeline run 'file clip.mp4 ! motion ! track ! count-line name=door line=0.75,0:0.75,1'",
    "<%= config.bin %> pipeline run 'file clip.mp4 ! detect model=./yolox_nano.onnx ! print'",
    '<%= config.bin %> pipeline run examples/count-people.yaml --source clip.mp4',
    '<%= config.bin %> pipeline run door.yaml --param clip=clip.mp4 --json',
  ]
  static override args = {
    pipeline: Args.string({ required: true, description: 'STATEMENT, FILE (*.yaml, *.yml, *.json) or "-"' }),
  }
  static override flags = {
    ...paramFlag,
    source: Flags.string({
      helpValue: 'PATH|URL',
      summary: 'File or URL to read, for a pipeline that leaves its source to the stream.',
    }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(PipelineRun)
    const [{ readPipeline }, { runPipeline, summaryText }, { modelsForRun }, { refuseNoSource }, { write }] =
      await Promise.all([
        import('../../runtime/control/pipelines/read-pipeline.ts'),
        import('../../runtime/control/pipelines/run-pipeline.ts'),
        import('../../runtime/control/models/models-for-run.ts'),
        import('../../runtime/control/pipelines/run-source.ts'),
        import('../_support/terminal/streams.ts'),
      ])
    if (flags.source !== undefined) refuseNoSource(flags.source)
    const input = await readPipeline(args.pipeline, flags.param ?? [], process.cwd())
    const models = modelsForRun(this.siteOptions, process.cwd())
    const work = (say: (text: string) => void) =>
      runPipeline(
        input,
        {
          source: flags.source,
          json: this.out.format === 'json',
          print: (text) => write(process.stdout, text, this.signal),
          warn: (text) => void write(process.stderr, text),
          progress: say,
          model: models.find,
        },
        this.signal,
      )
    try {
      await this.notice(summaryText(await this.progress('opening', work)))
    } finally {
      await models.close()
    }
  }
}
