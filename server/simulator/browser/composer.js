import { byId } from './element.js'

/** @typedef {(update: object) => Promise<boolean>} Send */

/** Photo and voice note behind the clip. @param {Send} send */
const createAttach = (send) => {
  const [form, menu, attach] = [byId('composer'), byId('attach-menu'), byId('attach')]
  const show = (shows) => {
    menu.hidden = !shows
    attach.setAttribute('aria-expanded', String(shows))
    if (shows) menu.querySelector('button')?.focus({ focusVisible: false })
  }
  const close = () => {
    show(false)
    attach.focus({ focusVisible: false })
  }
  attach.addEventListener('click', () => show(menu.hidden))
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !menu.hidden) close()
  })
  document.addEventListener('click', (event) => {
    if (!form.contains(event.target)) show(false)
  })
  for (const button of menu.querySelectorAll('[data-send]'))
    button.addEventListener('click', () => {
      close()
      send({ type: button.dataset.send })
    })
}

/** Where the person writes. @param {{ send: Send }} acts */
export const createComposer = ({ send }) => {
  const text = byId('text')
  const grow = () => {
    text.style.height = 'auto'
    text.style.height = `${Math.min(text.scrollHeight + 2, 140)}px`
    const empty = text.value.trim() === ''
    byId('send').hidden = empty
    byId('voice').hidden = !empty
  }
  const submit = async () => {
    const typed = text.value
    if (typed.trim() === '') return
    text.value = ''
    grow()
    text.focus()
    if (!(await send({ type: 'text', text: typed })) && text.value === '') text.value = typed
    grow()
  }
  byId('composer').addEventListener('submit', (event) => {
    event.preventDefault()
    submit()
  })
  text.addEventListener('input', grow)
  text.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    submit()
  })
  byId('voice').addEventListener('click', () => send({ type: 'voice' }))
  createAttach(send)
  grow()
}
