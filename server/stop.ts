const stopWithinMs = 9_000

/** Stop accepting, finish the turns in hand, exit within 10 s; work that is left waits in the store. */
export const stopOnSignal = (stop: () => Promise<void>): void => {
  let asked = false
  const end = (): void => {
    if (asked) return
    asked = true
    setTimeout(() => process.exit(0), stopWithinMs).unref()
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
}
