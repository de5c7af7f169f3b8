let last: Promise<void> = Promise.resolve()

/**
 * Resolves in a round of the event loop of its own: what waits outside comes in between. Node takes in one new connection
 * a round, so pieces of work that share a round would keep webhooks waiting at the door.
 */
export const breathe = (): Promise<void> => {
  const mine = last.then(() => new Promise<void>((resolve) => setImmediate(resolve)))
  last = mine
  return mine
}
