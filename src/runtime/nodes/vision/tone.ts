export const BINS = 13
const STEPS = 512
const BIN = 2048
const STEP = 32

/** Samples at which a bin of brightness is trusted as much as the picture as a whole. */
const TRUST = 100
/** How far, in hundredths of a grey level, one bin may leave the line of the whole. */
const LEAVE = 2000

/**
 * The light's change since the background was learned, from a histogram of differences by background
 * brightness ({@link BINS} x 512): one gain for the picture, then what each bin of brightness adds to it.
 * Writes 16 offsets and 16 slopes (i16, hundredths of a grey level) for the `difference` kernel.
 * A camera's auto-exposure changes its tone curve, so a gain alone leaves whole walls standing out.
 */
export const fitTone = (histogram: Uint32Array, table: Int16Array): void => {
  const medians = Array.from({ length: BINS }, (_, bin) => median(histogram, bin))
  const gain = medianGain(medians)
  const offsets = medians.map(({ samples, offset }, bin) => {
    const whole = gain * centre(bin)
    const trusted = Math.max(whole - LEAVE, Math.min(whole + LEAVE, offset))
    return (samples * trusted + TRUST * whole) / (samples + TRUST)
  })
  // A knot lies at the start of each bin, half-way between the centres of two.
  for (let knot = 0; knot < 16; knot++) {
    const left = offsets[Math.min(Math.max(knot - 1, 0), BINS - 1)]!
    const right = offsets[Math.min(knot, BINS - 1)]!
    table[knot] = Math.round(knot === 0 ? right / 2 : (left + right) / 2)
  }
  for (let knot = 0; knot < 16; knot++) table[16 + knot] = table[Math.min(knot + 1, 15)]! - table[knot]!
}

interface Median {
  readonly samples: number
  readonly offset: number
}

const centre = (bin: number): number => bin * BIN + BIN / 2

const median = (histogram: Uint32Array, bin: number): Median => {
  const from = bin * STEPS
  let samples = 0
  for (let i = 0; i < STEPS; i++) samples += histogram[from + i]!
  if (samples === 0) return { samples, offset: 0 }
  let below = 0
  for (let i = 0; i < STEPS; i++) {
    const here = histogram[from + i]!
    if (below + here >= samples / 2) {
      return { samples, offset: (i - STEPS / 2 + (samples / 2 - below) / here) * STEP }
    }
    below += here
  }
  return { samples, offset: 0 }
}

/** The weighted median of relative change over the bins. */
const medianGain = (medians: readonly Median[]): number => {
  const gains = medians
    .map(({ samples, offset }, bin) => ({ samples, gain: offset / centre(bin) }))
    .filter(({ samples }, bin) => bin > 0 && samples > 0)
    .sort((a, b) => a.gain - b.gain)
  const half = gains.reduce((sum, { samples }) => sum + samples, 0) / 2
  let below = 0
  for (const { samples, gain } of gains) {
    below += samples
    if (below >= half) return gain
  }
  return 0
}
