import type { Image } from '../../records/types.ts'

/** Whether it is a program or container of somebody else's, of which nothing is known but what it is called with. */
export const isOpaque = ({
  kind,
  pipeline,
  command,
}: Partial<Pick<Image, 'kind' | 'pipeline' | 'command'>>): boolean =>
  command !== undefined || (kind === 'container' && pipeline === undefined)
