import { byId } from './element.js'
import { momentOf } from './words.js'

/** Shows demo time, which runs on between two words of the server. */
export const createClock = () => {
  const shown = byId('now')
  let ahead = 0
  let known = false
  const show = () => {
    if (!known) return
    const now = Date.now() + ahead
    shown.textContent = momentOf(now)
    shown.setAttribute('datetime', new Date(now).toISOString())
  }
  setInterval(show, 1000)
  return {
    /** @param {string} now */
    set: (now) => {
      ahead = Date.parse(now) - Date.now()
      known = true
      show()
    },
  }
}
