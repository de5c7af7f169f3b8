import type { Store } from '../store/store.ts'
import { closeTask, openTasks } from '../tasks.ts'
import { onStore } from './on-store.ts'

type Print = (line: string) => void

const usage = `npm run tasks [-- --json]       what waits for a human, the most urgent first: due day, kind, random id
npm run tasks -- close <id>     somebody looked into it

  reminder-undelivered   a reminder did not arrive by the next morning, and the person wants that to be known
  correction-unread      a text that somebody with an open date relied on has changed, and the notice is unread
  decision-follow-up     somebody asked for a person on the page of a decision, departure, detention or return

A task names nobody: until there is a desk, people reach the operator by the contact they were given. They were promised
nothing. Reads the environment as the server does.`

/** Runs one command over an open store. Gives the exit code. */
export const runTasks = async (argv: readonly string[], store: Store, print: Print): Promise<number> => {
  const [command, id, ...more] = argv
  if (command === 'close' && id !== undefined && more.length === 0) return close(store, id, print)
  if ((command !== undefined && command !== '--json') || id !== undefined) {
    print(`"${argv.join(' ')}" is not understood.\n\n${usage}`)
    return 2
  }
  const tasks = (await openTasks(store)).map(({ kind, due, id, openedAt }) => ({ due, kind, id, openedAt }))
  if (command === '--json') for (const task of tasks) print(JSON.stringify(task))
  else for (const { due, kind, id } of tasks) print(`${due}  ${kind.padEnd(22)}${id}`)
  if (command !== '--json')
    print(tasks.length === 0 ? 'Nothing waits for a human.' : `${tasks.length} in all.`)
  return 0
}

const close = async (store: Store, id: string, print: Print): Promise<number> => {
  const isClosed = await closeTask(store, id)
  print(isClosed ? 'Closed.' : `No open task has the id "${id}". "npm run tasks" lists them.`)
  return isClosed ? 0 : 1
}

// run.mjs names the file as `cli/tasks.ts`, so `import.meta.main` does not tell.
if (process.argv[1]?.endsWith('cli/tasks.ts'))
  process.exitCode = await onStore(process.argv.slice(2), usage, runTasks)
