import type { NodeContext } from '../../pipeline/node.ts'

/** So many looks without anything found are worth a word. */
const LOOKS = 300

/** Says after a long time without anything found that this is so, for `stream why`; takes how much each look found. */
export const createSilence = (context: NodeContext, words: string): ((found: number) => void) => {
  let empty = 0
  let said = false
  return (found) => {
    empty = found > 0 ? 0 : empty + 1
    if (found > 0 && said) {
      said = false
      context.report({ state: 'ok', message: '' })
    }
    if (empty < LOOKS || empty % LOOKS !== 0) return
    said = true
    context.report({ state: 'idle', message: `${words} in the last ${empty} pictures` })
  }
}
