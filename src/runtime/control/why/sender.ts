import { agoText, type Facts, type Finding, framesCome, isPushed, recentStray, share } from './facts.ts'

/** Reasons of frames that are no pictures. */
const GARBAGE = ['malformed', 'undecodable', 'unsupported-codec'] as const

/** No frames come, or what comes is none. */
export const findInSender = (facts: Facts): Finding | undefined => {
  if (!isPushed(facts)) return undefined
  return framesCome(facts) ? garbage(facts) : absent(facts)
}

const garbage = (facts: Facts): Finding | undefined => {
  const { of, dropped } = share(facts, GARBAGE)
  if (dropped * 2 <= of) return undefined
  return {
    verdict: 'GARBAGE',
    message: `What the sender sends is no picture: ${dropped} of the last ${of} frames were dropped (${reasons(facts)}).`,
    next: 'Make the sender send whole JPEG pictures behind its key',
  }
}

const reasons = ({ ingest }: Facts): string =>
  GARBAGE.filter((reason) => (ingest?.stream?.lately.dropped[reason] ?? 0) > 0).join(', ')

const absent = (facts: Facts): Finding => {
  const { name } = facts.stream
  const port = facts.ingest?.state.ports.ingest
  const stray = recentStray(facts)
  if (stray?.reason === 'unknown-key')
    return {
      verdict: 'WRONG_KEY',
      message: `No frames come with the key of this stream, but some come with a key of no stream (${stray.detail}).`,
      next: `gaze stream show ${name} --reveal shows the right key`,
    }
  if (stray?.reason === 'too-large')
    return {
      verdict: 'TOO_LARGE',
      message:
        'No frames come with the key of this stream, but a sender is cut off: its messages are over 16 MiB.',
      next: 'Make the sender send smaller pictures',
    }
  if (stray?.reason === 'malformed')
    return {
      verdict: 'GARBAGE',
      message: `No frames come with the key of this stream, but some come that are none (${stray.detail}).`,
      next: 'Make the sender send one part, the 8 characters of the key and a JPEG, or three: key, header, picture',
    }
  const { lastFrameAt: last = '', lastFrameAgeMs: age } = facts.ingest?.stream ?? {}
  return {
    verdict: 'NO_SENDER',
    message:
      last === ''
        ? 'No sender has sent a frame.'
        : `No sender sends frames; the last came at ${last}, ${agoText(age ?? 0)} ago.`,
    next: `gaze stream send ${name} --from test, or start the camera's sender${port === undefined ? '' : ` on port ${port}`}`,
  }
}
