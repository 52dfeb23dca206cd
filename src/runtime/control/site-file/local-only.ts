import type { Draft } from '../../records/store.ts'
import { isLogSink } from '../../pod/sinks/url/log-sinks.ts'
import type { Image } from '../../records/types.ts'
import type { FileIssue } from './issues.ts'
import type { SiteObject } from './read/objects.ts'

/** Nodes that read or write files of their own machine, which a cluster's pods do not have. */
const isPath = (value: unknown): value is string =>
  typeof value === 'string' && (value.startsWith('/') || value.startsWith('./') || value.startsWith('file:'))

export const filesOf = ({ pipeline }: Pick<Draft<Image>, 'pipeline'>): string[] =>
  (pipeline?.nodes ?? []).flatMap(({ id, params }) =>
    isPath(params.path) ? [`its node "${id}" uses the file ${params.path}`] : [],
  )

/** A file that the sink is, or that it reads. */
export const fileOfSink = (url: string): string[] => {
  if (url.startsWith('file:')) return [`its sink ${url} is a file`]
  const [, ca] = (isLogSink(url) && /[?&]ca=([^&$][^&]*)/.exec(url)) || []
  return ca === undefined ? [] : [`its sink reads the file ${ca}`]
}

const reasonsOf = (object: SiteObject, image: Draft<Image> | undefined): string[] => {
  if (object.kind === 'Stream') {
    const { source, sinks = [] } = object.spec
    const sinkFiles = sinks.flatMap(fileOfSink)
    const isFile =
      source !== undefined &&
      !['push', 'pipeline'].includes(source) &&
      !/^[a-z][a-z0-9+.-]*:\/\//i.test(source)
    return (isFile && !source.startsWith('${')) || source?.startsWith('file:') === true
      ? [`it reads the file ${source}`, ...sinkFiles]
      : sinkFiles
  }
  if (object.spec.command !== undefined)
    return ['it is a program (command), which only the machine where it is can run']
  return image === undefined ? [] : filesOf(image)
}

/** What a cluster cannot run, each by its name. */
export const onlyLocal = (
  objects: readonly SiteObject[],
  images: ReadonlyMap<string, Draft<Image>>,
): FileIssue[] =>
  objects.flatMap((object) =>
    reasonsOf(object, object.kind === 'Image' ? images.get(object.name) : undefined).map((reason) => ({
      code: 'NEEDS_LOCAL',
      message: `${object.kind.toLowerCase()}${object.name === '' ? '' : ` "${object.name}"`} cannot go to a cluster: ${reason}`,
      ...object.at,
      path: 'spec',
      suggestion: '',
      file: object.file,
    })),
  )
