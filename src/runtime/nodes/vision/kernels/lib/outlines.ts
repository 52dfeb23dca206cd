/** Pixels inside and outside of an outline between which its contrast is taken; the blur's reach. */
const REACH = 2

/** By so much, in hundredths of a grey level, one contrast must be over the other to be a vote. */
const CLEAR = 800

/**
 * Counts, over both ends of every run, where the contrast across the outline is clearly higher in the picture
 * and where in what was expected: three i32 by component in `votes`, the third is how many places were looked at.
 */
export function outlines(
  runs: usize, total: i32, found: i32, picture: usize, expected: usize, votes: usize, width: i32,
): void {
  memory.fill(votes, 0, <usize>found * 12)
  for (let i = 0; i < total; i++) {
    const run = runs + <usize>i * 16
    const row = load<i32>(run) * width
    const vote = votes + <usize>load<i32>(run + 12) * 12
    for (let end: usize = 4; end <= 8; end += 4) {
      const edge = load<i32>(run + end)
      const a = edge - REACH - 1
      const b = edge + REACH
      if (a < 0 || b >= width) continue
      store<i32>(vote + 8, load<i32>(vote + 8) + 1)
      const more = contrast(picture, row + a, row + b) - contrast(expected, row + a, row + b)
      if (more > CLEAR) store<i32>(vote, load<i32>(vote) + 1)
      else if (more < -CLEAR) store<i32>(vote + 4, load<i32>(vote + 4) + 1)
    }
  }
}

// @ts-ignore: decorator of AssemblyScript
@inline
function contrast(plane: usize, a: i32, b: i32): i32 {
  return abs(<i32>load<i16>(plane + <usize>(a << 1)) - <i32>load<i16>(plane + <usize>(b << 1)))
}
