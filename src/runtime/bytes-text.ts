const UNITS = ['B', 'kB', 'MB', 'GB', 'TB']

/** `812 B`, `26.6 kB`, `3.7 MB`; a thousand of each is one of the next. */
export const bytesText = (bytes: number): string => {
  let value = bytes
  let unit = 0
  // 999.95 would be shown as 1000.0.
  for (; value >= 999.95 && unit < UNITS.length - 1; unit += 1) value /= 1_000
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]}`
}
