/** More processes than these cost memory that a faster machine has, and other programs need. */
const MOST = 4
/** Bytes of weights that all processes together may hold. */
const MOST_BYTES = 1 << 29

/** How pictures share a machine of that many cores: `threads` (0: not named) of one run, in how many processes. */
export const shareCores = (
  cores: number,
  threads: number,
  bytes: number,
): { readonly processes: number; readonly threads: number } => {
  const fitting = Math.max(1, Math.floor(MOST_BYTES / Math.max(1, bytes)))
  const processes = Math.max(1, Math.min(MOST, fitting, Math.floor(cores / Math.max(1, threads))))
  return { processes, threads: threads || Math.round(cores / processes) }
}
