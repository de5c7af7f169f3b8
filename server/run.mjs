// Plain JavaScript, so that it runs on any Node and can say what is missing before TypeScript is read.
import { existsSync } from 'node:fs'
import module from 'node:module'

const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  console.error(
    `Wegwijs needs Node 24 and found Node ${process.versions.node}. Run "npm ci" without NODE_ENV=production and without --ignore-scripts: it brings Node 24 along; then start with "npm start", a server with "node_modules/.bin/node server/run.mjs main.ts".`,
  )
  process.exit(1)
}
if (!existsSync(new URL('../node_modules/hono', import.meta.url))) {
  console.error('The packages are not installed yet. Run "npm ci" in this folder first.')
  process.exit(1)
}
// Whatever this program writes is for its own user alone.
process.umask(0o077)
module.enableCompileCache()
const [target, ...rest] = process.argv.slice(2)
process.argv = [process.argv[0], target, ...rest]
await import(new URL(target, import.meta.url).href)
