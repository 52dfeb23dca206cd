import { text } from 'node:stream/consumers'

/** All that comes on stdin. */
export const readStdin = (): Promise<string> => text(process.stdin)
