import { agoText, type Facts, type Finding, isPushed, RECENT_MS, seeThatItSends } from './facts.ts'

/** A pod that reads its source itself and has got nothing from it lately, though nothing behind holds it up. */
export const findInSource = (facts: Facts): Finding | undefined => {
  if (isPushed(facts)) return undefined
  const state = facts.podStates.find(({ active, ready }) => active && ready)
  if (state === undefined || state.completed || state.uptimeMs < RECENT_MS) return undefined
  const last = state.lastFrameAt
  const age = last === '' ? Infinity : facts.now - Date.parse(last)
  if (age < RECENT_MS) return undefined
  return {
    verdict: 'SOURCE_SILENT',
    message:
      last === ''
        ? 'The source is open but has given no frame.'
        : `The source gives no frames; the last came at ${last}, ${agoText(age)} ago.`,
    next: `${seeThatItSends(facts.stream)}; gaze logs tail ${facts.stream.name}`,
  }
}
