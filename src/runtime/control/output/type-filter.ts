/** Whether an event's type is one of these; `line.*` means all that begin so, and none means all. */
export const typeFilter = (types: readonly string[]): ((type: string) => boolean) => {
  const wanted = types.map((type) => (type.startsWith('gaze.') || type === '*' ? type : `gaze.${type}`))
  return (type) =>
    wanted.length === 0 ||
    wanted.some((one) => (one.endsWith('*') ? type.startsWith(one.slice(0, -1)) : one === type))
}
