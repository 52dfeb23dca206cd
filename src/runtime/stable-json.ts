const sorted = (_key: string, value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value

/** JSON that is the same for the same content, in whatever order its keys were written. */
export const stableJson = (value: unknown): string => JSON.stringify(value, sorted)
