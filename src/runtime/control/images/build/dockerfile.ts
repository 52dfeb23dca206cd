import { PIPELINE_DIR } from '../../../nodes/own/load.ts'
import { NODES_LABEL, PIPELINE_LABEL, WIRE_LABEL } from '../container/labels.ts'
import type { PipelineSource } from './pipeline-source.ts'

/** In double quotes, where a Dockerfile reads `\` and `$`. */
const quoted = (text: string): string => JSON.stringify(text).replaceAll('$', '\\$')

/** The file that makes a container of a pipeline out of the stock runtime image. */
export const dockerfile = (source: PipelineSource, runtime: string, hasFiles: boolean): string => {
  const { name, description, pipeline, nodes } = source
  const labels = Object.entries({
    [WIRE_LABEL]: 'v1',
    [PIPELINE_LABEL]: JSON.stringify(pipeline),
    ...(nodes.length === 0 ? {} : { [NODES_LABEL]: JSON.stringify(nodes) }),
    'org.opencontainers.image.title': name,
    ...(description === '' ? {} : { 'org.opencontainers.image.description': description }),
  })
  return [
    '# Written by gaze image build. The label holds the pipeline: its pods run it with the programs of this image.',
    `ARG RUNTIME=${runtime}`,
    'FROM ${RUNTIME}',
    ...labels.map(([label, value]) => `LABEL ${label}=${quoted(value)}`),
    ...(hasFiles ? [`COPY --chown=1000:1000 pipeline ${PIPELINE_DIR}`] : []),
    '',
  ].join('\n')
}
