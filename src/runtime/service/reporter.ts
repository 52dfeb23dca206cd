/** Sends over the IPC channel, one at a time; while one is under way only the newest of the others is kept. */
export const createReporter = (): ((status: object) => void) => {
  let waiting: object | undefined
  let sending = false

  const next = (): void => {
    if (sending || waiting === undefined || !process.connected || process.send === undefined) return
    const status = waiting
    waiting = undefined
    sending = true
    // An error here means that the channel has closed, which ends the process by its own event.
    process.send(status, () => {
      sending = false
      next()
    })
  }

  return (status) => {
    waiting = status
    next()
  }
}
