import { addDrop } from '../../ledger/tally.ts'

/** Why a message belongs to no stream, or not to its stream's pods. */
export type StrayReason = 'unknown-key' | 'malformed' | 'too-large'

/** What belongs to no stream, and a short list of the last kinds seen. */
export interface Strays {
  readonly dropped: Record<string, number>
  /** Counts it for the service and remembers it. */
  count(reason: StrayReason, detail: string, count?: number): void
  /** Only remembers it: the frame is counted with its stream. */
  note(reason: StrayReason, detail: string): void
  recent(): { reason: string; at: string; detail: string }[]
}

const MAX_RECENT = 16

/** `earlier`: counts of earlier runs. */
export const createStrays = (earlier: Readonly<Record<string, number>>, now: () => number): Strays => {
  const dropped: Record<string, number> = { ...earlier }
  const recent = new Map<string, { reason: string; at: number; detail: string }>()
  const note = (reason: StrayReason, detail: string): void => {
    const id = `${reason} ${detail}`
    recent.delete(id)
    recent.set(id, { reason, at: now(), detail })
    if (recent.size > MAX_RECENT) recent.delete(recent.keys().next().value!)
  }
  return {
    dropped,
    note,
    count: (reason, detail, count = 1) => {
      addDrop(dropped, reason, count)
      note(reason, detail)
    },
    recent: () =>
      [...recent.values()].reverse().map((entry) => ({ ...entry, at: new Date(entry.at).toISOString() })),
  }
}

/** Enough of a key to recognise a mistyped one, and too little to use it. */
export const maskKey = (key: string): string =>
  /^[\x21-\x7e]{8}$/.test(key) ? `${key.slice(0, 2)}******` : 'not text'
