import { byId } from './element.js'

/**
 * Where the person writes.
 * @param {{ send(update: object): Promise<boolean> }} acts
 */
export const createComposer = ({ send }) => {
  const form = byId('composer')
  const text = byId('text')
  const menu = byId('attach-menu')
  const attach = byId('attach')
  const grow = () => {
    text.style.height = 'auto'
    text.style.height = `${Math.min(text.scrollHeight, 140)}px`
    const empty = text.value.trim() === ''
    byId('send').hidden = empty
    byId('voice').hidden = !empty
  }
  const showMenu = (shows) => {
    menu.hidden = !shows
    attach.setAttribute('aria-expanded', String(shows))
    if (shows) menu.querySelector('button')?.focus()
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
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    submit()
  })
  text.addEventListener('input', grow)
  text.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    submit()
  })
  attach.addEventListener('click', () => showMenu(menu.hidden))
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || menu.hidden) return
    showMenu(false)
    attach.focus()
  })
  for (const button of menu.querySelectorAll('[data-send]'))
    button.addEventListener('click', () => {
      showMenu(false)
      text.focus()
      send({ type: button.dataset.send })
    })
  byId('voice').addEventListener('click', () => send({ type: 'voice' }))
  document.addEventListener('click', (event) => {
    if (!form.contains(event.target)) showMenu(false)
  })
  grow()
}
