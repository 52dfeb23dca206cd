import type { NodeContext } from '../../pipeline/node.ts'

/** As fast as it is read. */
const toStdout = (text: string): Promise<void> | undefined =>
  process.stdout.write(text) ? undefined : new Promise((resolve) => process.stdout.once('drain', resolve))

/** Where nodes print to: what the pod or the command offers, which may be nothing, else standard output. */
export const stdoutOf = ({ pod }: Pick<NodeContext, 'pod'>): ((text: string) => void | Promise<void>) =>
  pod.print ?? toStdout
