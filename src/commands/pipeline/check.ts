import { Args } from '@oclif/core'
import type { PipelineIssue } from '../../runtime/pipeline/spec.ts'
import { GazeCommand } from '../_support/base.ts'
import { paramFlag } from '../_support/flags.ts'

const byPlace = (a: PipelineIssue, b: PipelineIssue): number => a.line - b.line || a.column - b.column

export default class PipelineCheck extends GazeCommand {
  static override summary = 'Check a pipeline: valid, or every error with its place.'
  static override description =
    `Exits 2 when the pipeline is not valid. Models are looked at too, where the context has them or a path names a file:
whether they are made for their node, and know the classes that it names.`
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
    const [{ readPipeline }, { checkPipeline, describeIssue }, { checkModels }] = await Promise.all([
      import('../../runtime/control/pipelines/read-pipeline.ts'),
      import('../../runtime/pipeline/check.ts'),
      import('../../runtime/control/pipelines/check-models.ts'),
    ])
    const input = await readPipeline(args.pipeline, flags.param ?? [], process.cwd())
    const checked = checkPipeline(input)
    const models = await checkModels(checked, this.siteOptions, process.cwd())
    const issues = [...checked.issues, ...models.issues].sort(byPlace)
    const valid = issues.length === 0
    await this.out.record({ valid, errors: issues }, () =>
      valid ? 'valid' : issues.map((issue) => describeIssue(issue, input.origin)).join('\n'),
    )
    for (const note of models.notes) await this.notice(note)
    if (!valid) this.exit(2)
    if (!checked.hasSource) await this.notice('It has no source: the stream brings one.')
  }
}
