import { PIPELINE_LABEL, WIRE_LABEL } from '../container/labels.ts'
import { INSIDE, type PipelineSource } from './pipeline-source.ts'

/** In double quotes, where a Dockerfile reads `\` and `$`. */
const quoted = (text: string): string => JSON.stringify(text).replaceAll('$', '\\$')

/** The file that makes a container of a pipeline out of the stock runtime image. */
export const dockerfile = ({ name, description, pipeline, dir }: PipelineSource, runtime: string): string => {
  const labels = Object.entries({
    [WIRE_LABEL]: 'v1',
    [PIPELINE_LABEL]: JSON.stringify(pipeline),
    'org.opencontainers.image.title': name,
    ...(description === '' ? {} : { 'org.opencontainers.image.description': description }),
  })
  return [
    '# Written by gaze image build. The label holds the pipeline: its pods run it with the programs of this image.',
    `ARG RUNTIME=${runtime}`,
    'FROM ${RUNTIME}',
    ...labels.map(([label, value]) => `LABEL ${label}=${quoted(value)}`),
    ...(dir === undefined ? [] : [`COPY --chown=1000:1000 pipeline ${INSIDE}`]),
    '',
  ].join('\n')
}
