import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { z } from 'zod'

const usage = `npm run dependencies -- [--write]

Shows every package with version, licence and reason, as server/DEPENDENCIES.md has it; --write writes that file.
It reads package.json and package-lock.json and asks nobody.`

/** Why a package of package.json is there: whoever adds one writes it here, or a test fails. */
export const reasons: Readonly<Record<string, string>> = {
  '@hono/node-server': 'HTTP server of Node for hono',
  grammy: 'Telegram: API, types and classes of errors',
  hono: 'HTTP: routes, headers, pages; testable without a port',
  i18next: 'plurals and interpolation in every locale',
  ioredis: 'Redis and Redis Cluster; one EVALSHA a commit',
  'js-yaml': 'content and operator file',
  pino: 'structured log lines with removal of fields',
  'prom-client': 'metrics as Prometheus reads them',
  'temporal-polyfill': 'dates of law; Node 24 has no Temporal',
  undici: 'calls to the providers over kept connections, at a quarter of the work of fetch',
  zod: 'every edge: environment, bodies, records, files',
  '@biomejs/biome': 'format and lint',
  '@types/node': 'types of Node',
  botbuilder: 'Teams and Web Chat; not in the image: whoever wants them installs it',
  'fast-check': 'property tests',
  node: 'the Node that tests and npm start use, whatever the machine has',
  'playwright-core': 'browser tests in Chromium',
  typescript: 'types; i18next names it as an optional peer',
  vitest: 'tests',
}

const Entry = z.object({
  version: z.string().optional(),
  license: z.string().optional(),
  dev: z.boolean().optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
  peerDependencies: z.record(z.string(), z.string()).optional(),
})
const Lock = z.object({ packages: z.record(z.string(), Entry) })
const Manifest = z.object({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
})

export interface Listed {
  readonly name: string
  readonly version: string
  /** SPDX expression as the package gives it; empty when it gives none. */
  readonly licence: string
  readonly why: string
  readonly isDevelopment: boolean
}

const root = new URL('../../', import.meta.url)
const jsonOf = (name: string): unknown => JSON.parse(readFileSync(new URL(name, root), 'utf8'))

/** One line for the builds of one compiler, of which a machine takes one. */
const nameOf = (path: string): string =>
  (path.split('node_modules/').at(-1) ?? '').replace(
    /^@typescript\/typescript-.+/,
    '@typescript/typescript-*',
  )

/** All packages of production, and those of development that package.json names. */
export const listDependencies = (
  lock = jsonOf('package-lock.json'),
  manifest = jsonOf('package.json'),
): Listed[] => {
  const { packages } = Lock.parse(lock)
  const { dependencies, devDependencies } = Manifest.parse(manifest)
  const wantedBy = wanting(packages)
  const found = new Map<string, Listed>()
  for (const [path, entry] of Object.entries(packages)) {
    const name = nameOf(path)
    const isTop = path === `node_modules/${name}`
    const isNamed = isTop && (name in dependencies || name in devDependencies)
    if (path === '' || (entry.dev === true && !isNamed)) continue
    const parents = [...(wantedBy.get(name) ?? [])].sort().join(', ')
    found.set(`${name} ${entry.version}`, {
      name,
      version: entry.version ?? '',
      licence: entry.license ?? '',
      why: isNamed ? (reasons[name] ?? '') : `for ${parents}`,
      isDevelopment: name in devDependencies,
    })
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

const wanting = (packages: z.infer<typeof Lock>['packages']): Map<string, Set<string>> => {
  const wantedBy = new Map<string, Set<string>>()
  for (const [path, entry] of Object.entries(packages)) {
    if (path === '' || entry.dev === true) continue
    const wants = { ...entry.dependencies, ...entry.optionalDependencies, ...entry.peerDependencies }
    for (const want of Object.keys(wants)) {
      const name = nameOf(`node_modules/${want}`)
      wantedBy.set(name, (wantedBy.get(name) ?? new Set()).add(nameOf(path)))
    }
  }
  return wantedBy
}

const tableOf = (all: readonly Listed[]): string =>
  [
    '| package | version | licence | why |',
    '| --- | --- | --- | --- |',
    ...all.map(({ name, version, licence, why }) => `| \`${name}\` | ${version} | ${licence} | ${why} |`),
  ].join('\n')

/** The page as Markdown. */
export const showDependencies = (all: readonly Listed[]): string => `# Dependencies

Written by \`npm run dependencies -- --write\` from package-lock.json; a test fails when it is out of date, when a package has no
reason, or a licence that was not looked at. The project itself is EUPL-1.2; all of these may be used by and shipped with it.

## In production

${tableOf(all.filter(({ isDevelopment }) => !isDevelopment))}

## For development

What package.json names; what these bring along is not shipped.

${tableOf(all.filter(({ isDevelopment }) => isDevelopment))}
`

export const dependencyPage = new URL('../DEPENDENCIES.md', import.meta.url)

const main = (argv: readonly string[]): number => {
  const { write, help } = valuesOf(argv)
  if (help === null || help) {
    console.log(usage)
    return help ? 0 : 2
  }
  const page = showDependencies(listDependencies())
  if (write) writeFileSync(dependencyPage, page)
  console.log(write ? 'server/DEPENDENCIES.md is written.' : page)
  return 0
}

const valuesOf = (argv: readonly string[]): { write?: boolean; help: boolean | null } => {
  try {
    const options = { write: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const
    const { values } = parseArgs({ args: [...argv], options })
    return { write: values.write ?? false, help: values.help ?? false }
  } catch {
    return { help: null }
  }
}

if (process.argv[1]?.endsWith('cli/dependencies.ts')) process.exitCode = main(process.argv.slice(2))
