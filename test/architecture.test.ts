import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'

const root = new URL('..', import.meta.url).pathname
const list = (pattern: string): string[] =>
  globSync(pattern, { cwd: root, exclude: ['node_modules/**'] })
    .map(String)
    .toSorted()
const code = list('{bot,flows,server}/**/*.ts')
const text = (file: string): string => readFileSync(join(root, file), 'utf8')

interface Import {
  readonly path: string
  /** Nothing but types: gone when the program runs. */
  readonly isType: boolean
}

const statement = /^(import|export|\}) ?([^'\n]*?)(?: from )?'([^']+)'|import\('([^']+)'\)/gm

/** What a file imports: our own files from the root on, others as they are. */
const allImports = (file: string): Import[] =>
  [...text(file).matchAll(statement)].flatMap(([, word = '', names = '', fixed, called]) => {
    const path = fixed ?? called ?? ''
    if (word === 'export' && !names.startsWith('{') && !names.startsWith('*') && !names.startsWith('type {'))
      return []
    const inner = names.replace(/[{}]/g, '').split(',')
    const isType =
      names.startsWith('type ') ||
      (word === 'import' && inner.every((name) => /^\s*(type .*)?$/.test(name)) && names !== '')
    return [{ path: path.startsWith('.') ? relative(root, join(root, dirname(file), path)) : path, isType }]
  })

const importsOf = (file: string): string[] => allImports(file).map(({ path }) => path)

const isOurs = (path: string): boolean => /^(bot|flows|server|test|content|locales)\//.test(path)

const channelFolders = ['telegram', 'whatsapp', 'simulator', 'botframework', 'text']
const folderOf = (file: string): string => file.split('/').slice(0, 2).join('/')
const isChannel = (file: string): boolean => channelFolders.some((name) => file.startsWith(`server/${name}/`))

interface Law {
  /** DESIGN, section 1. */
  readonly sentence: string
  readonly breaks: (file: string, path: string) => boolean
}

const laws: readonly Law[] = [
  {
    sentence: 'bot imports nothing of ours.',
    breaks: (file, path) => file.startsWith('bot/') && isOurs(path) && !path.startsWith('bot/'),
  },
  {
    sentence: 'bot is pure: no HTTP, store, env, clock or random of its own, so nothing of Node.',
    breaks: (file, path) =>
      file.startsWith('bot/') && !isOurs(path) && !['zod', 'temporal-polyfill'].includes(path),
  },
  {
    sentence: 'flows import bot/flow alone.',
    breaks: (file, path) =>
      file.startsWith('flows/') &&
      !(path === 'bot/flow.ts' || (file === 'flows/index.ts' && path.startsWith('flows/'))),
  },
  {
    sentence: 'Nothing imports main.ts.',
    breaks: (file, path) => path === 'server/main.ts' && file !== 'server/main.ts',
  },
  {
    sentence: 'Channels never import each other.',
    breaks: (file, path) => isChannel(file) && isChannel(path) && folderOf(file) !== folderOf(path),
  },
  {
    sentence: 'Channels never import the console.',
    breaks: (file, path) => isChannel(file) && path.startsWith('server/console/'),
  },
  {
    sentence: 'Nothing outside test imports test.',
    breaks: (file, path) => !file.startsWith('test/') && path.startsWith('test/'),
  },
  {
    sentence: 'botbuilder is imported by server/botframework alone.',
    breaks: (file, path) => path === 'botbuilder' && !file.startsWith('server/botframework/'),
  },
]

test.each(laws.map((law) => [law.sentence, law] as const))('%s', (sentence, law) => {
  const broken = code.flatMap((file) =>
    importsOf(file)
      .filter((path) => law.breaks(file, path))
      .map((path) => `${file} imports ${path}, but: ${sentence}`),
  )
  expect(broken).toEqual([])
})

test('Channels import no value of the store, only its types.', () => {
  const broken = code.filter(isChannel).flatMap((file) =>
    allImports(file)
      .filter(({ path, isType }) => path.startsWith('server/store/') && !isType)
      .map(({ path }) => `${file} imports a value from ${path}, but: Channels never import the store.`),
  )
  expect(broken).toEqual([])
})

test('bot reads no clock and draws no lot: World gives both.', () => {
  const forbidden =
    /\b(Date\.now|new Date\(\)|Math\.random|Temporal\.Now|process\.|crypto\.|setTimeout|setInterval|fetch\()/
  expect(code.filter((file) => file.startsWith('bot/') && forbidden.test(text(file)))).toEqual([])
})

test('process.env is read by the composition root, config and the command line alone.', () => {
  const allowed = /^server\/(main|config|cli\/)/
  const broken = code.filter((file) => /process\.env/.test(text(file)) && !allowed.test(file))
  expect(broken.map((file) => `${file} reads process.env; config.ts is to read it and hand it on.`)).toEqual(
    [],
  )
})

test('No cycles.', () => {
  const values = (file: string): string[] =>
    allImports(file).flatMap(({ path, isType }) =>
      !isType && isOurs(path) && existsSync(join(root, path)) ? [path] : [],
    )
  const graph = new Map(code.map((file) => [file, values(file)]))
  const done = new Set<string>()
  const cycles: string[] = []
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '))
    if (done.has(file) || path.includes(file)) return
    for (const next of graph.get(file) ?? []) visit(next, [...path, file])
    done.add(file)
  }
  for (const file of code) visit(file, [])
  expect(cycles).toEqual([])
})

test('No file has over 250 lines.', () => {
  const long = code.filter((file) => text(file).split('\n').length - 1 > 250)
  expect(
    long.map((file) => `${file} has ${text(file).split('\n').length - 1} lines; split it by what it knows.`),
  ).toEqual([])
})

const begins =
  /^( {0,2})(export )?(default )?(async )?(function\*? |const \w+[^=]* = (async )?(<[^>]*>)?\(|(static |private )?(async )?\w+\([^)]*\)[^;]*\{$)/

/** Functions of a file with the lines they take: the formatter sets what belongs to one deeper than its first line. */
const functionsOf = (file: string): { name: string; lines: number }[] => {
  const lines = text(file).split('\n')
  return lines.flatMap((line, start) => {
    const [, indent] = begins.exec(line) ?? []
    if (indent === undefined || /^\s*(if|for|while|switch|return)\b/.test(line)) return []
    const within = (next: string) =>
      next === '' || next.startsWith(`${indent} `) || /^[)}\]]/.test(next.trimStart())
    const rest = lines.slice(start + 1)
    const end = rest.findIndex((next) => !within(next))
    const body = rest.slice(0, end < 0 ? rest.length : end)
    const last = body.findLastIndex((next) => next !== '' && !/^\s*(\/\*\*|\*|\/\/)/.test(next))
    return [{ name: line.trim().slice(0, 60), lines: last + 2 }]
  })
}

test('No function of bot or server has over 40 lines.', () => {
  const long = code
    .filter((file) => !file.startsWith('flows/'))
    .flatMap((file) =>
      functionsOf(file).flatMap(({ name, lines }) =>
        lines > 40 ? [`${file}: "${name}" has ${lines} lines`] : [],
      ),
    )
  expect(long).toEqual([])
})

test('Each folder has a README of at most 40 lines.', () => {
  for (const folder of ['bot', 'flows', 'server', 'test', 'content', 'locales']) {
    const file = `${folder}/README.md`
    expect(
      existsSync(join(root, file)),
      `${file} is missing: what it holds, who may import it, its dated decisions`,
    ).toBe(true)
    expect(text(file).split('\n').length - 1, file).toBeLessThanOrEqual(40)
  }
})

/** DESIGN, section 7. */
const forbidden = /^(util|utils|helper|helpers|manager|service|services|handler|handlers|data|info|misc)$/i
const allowedNames = ['DATA_DIR', 'DATA_KEY', 'CaseManager']
const partsOf = (name: string): string[] => name.split(/(?=[A-Z][a-z])|[-_./]/)

test('No name contains util, helper, manager, service, handler, data, info or misc.', () => {
  const files = code.filter(
    (file) =>
      file !== 'flows/data.ts' && partsOf(file.replace(/\.ts$/, '')).some((part) => forbidden.test(part)),
  )
  const names = code.flatMap((file) =>
    [...text(file).matchAll(/^\s*(?:export )?(?:const|let|function|class|interface|type) (\w+)/gm)]
      .map(([, name = '']) => name)
      .filter((name) => !allowedNames.includes(name) && partsOf(name).some((part) => forbidden.test(part)))
      // The flow "my data" may be called what people call it.
      .filter((name) => !(name === 'data' && file.startsWith('flows/')))
      .map((name) => `${file}: ${name}`),
  )
  expect([...files, ...names]).toEqual([])
})

test('Whoever writes to us is a Contact or a Person, never a user, client or session, in bot and flows.', () => {
  const broken = code
    .filter((file) => /^(bot|flows)\//.test(file))
    .flatMap((file) =>
      (text(file).match(/\b(user|client|session|tenant|dialog|ticket)s?\b/gi) ?? []).map(
        (word) => `${file}: ${word}`,
      ),
    )
  expect(broken).toEqual([])
})
