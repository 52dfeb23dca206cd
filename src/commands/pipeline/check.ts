import { Args } from '@oclif/core'
import { GazeCommand } from '../_support/base.ts'
import { paramFlag } from '../_support/flags.ts'

export default class PipelineCheck extends GazeCommand {
  static override summary = 'Check a pipeline: valid, or every error with its place.'
  static override description = 'Exits 2 when the pipeline is not valid.'
  static override examples = [
    "<%= config.bin %> pipeline check 'file clip.mp4 ! motion ! track'",
    '<%= config.bin %> pipeline check door.yaml --json',
  ]
  static override args = {
    pipeline: Args.string({ required: true, description: 'STATEMENT, FILE (*.yaml, *.yml, *.json) or "-"' }),
  }
  static override flags = paramFlag

  async run(): Promise<void> {
    const { args, flags } = await this.parse(PipelineCheck)
    const [{ readPipeline }, { checkPipeline, describeIssue }] = await Promise.all([
      import('../../runtime/control/pipelines/read-pipeline.ts'),
      import('../../runtime/pipeline/check.ts'),
    ])
    const input = await readPipeline(args.pipeline, flags.param ?? [], process.cwd())
    const { issues, hasSource } = checkPipeline(input)
    const valid = issues.length === 0
    await this.out.record({ valid, errors: issues }, () =>
      valid ? 'valid' : issues.map((issue) => describeIssue(issue, input.origin)).join('\n'),
    )
    if (!valid) this.exit(2)
    if (!hasSource) await this.notice('It has no source: the stream brings one.')
  }
}
