import { readFileSync } from 'node:fs'

const docs = readFileSync(new URL('../../docs/images.md', import.meta.url), 'utf8')

/** A node of somebody's own, as docs/images.md shows it, for nodes/brightness.mjs beside a pipeline. */
export const BRIGHTNESS = /```js\n([\s\S]*?)```/.exec(docs)?.[1] ?? ''
