/** How far a process's own clock steps on SIGUSR2, and back at the next one. */
export const skewMs = 3 * 60_000
