import { registerHooks } from 'node:module'
import { plants } from './plants.ts'

/** Given to node by `--import`: one place of the server is replaced by a faulty one while it is loaded. */
const plant = plants.find(({ name }) => name === process.env.WEGWIJS_PLANT)
if (!plant) throw new Error('WEGWIJS_PLANT names no planted fault.')

registerHooks({
  load: (url, context, next) => {
    const loaded = next(url, context)
    if (!url.endsWith(plant.file)) return loaded
    const source =
      typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source ?? undefined)
    // A fault that is not planted would be a test that cannot fail.
    if (!source.includes(plant.replace)) throw new Error(`${plant.file} holds nothing like ${plant.replace}`)
    return { ...loaded, source: source.replace(plant.replace, plant.by) }
  },
})
