import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { dependencyPage, listDependencies, reasons, showDependencies } from '../../server/cli/dependencies.ts'

const root = join(import.meta.dirname, '..', '..')
const all = listDependencies()

/** Looked at: each may be used by and shipped with a program under EUPL-1.2. */
const fitting = [
  'MIT',
  'MIT OR Apache-2.0',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'PSF-2.0',
  '0BSD',
]

describe('packages', () => {
  test('the page is that of package-lock.json', () => {
    expect(readFileSync(dependencyPage, 'utf8'), 'Run "npm run dependencies -- --write".').toBe(
      showDependencies(all),
    )
  })

  test('every package of production is listed, and none lacks a licence or a reason', () => {
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
    const shipped = Object.entries<{ dev?: boolean }>(packages)
      .filter(([path, { dev }]) => path !== '' && !dev)
      .map(([path]) => path.split('node_modules/').at(-1)!)
      .filter((name) => !name.startsWith('@typescript/typescript-'))
    expect(shipped.length).toBeGreaterThan(30)
    for (const name of shipped) expect(all.map((one) => one.name)).toContain(name)
    for (const one of all) {
      expect(fitting, `${one.name} has licence "${one.licence}"`).toContain(one.licence)
      expect(one.why, `${one.name} has no reason`).toMatch(/^(?!for $)./)
    }
    const named = Object.keys({ ...packages[''].dependencies, ...packages[''].devDependencies })
    expect(Object.keys(reasons).sort()).toEqual(named.sort())
  })

  test('a licence and a reason that are missing are seen', () => {
    const lock = { packages: { '': {}, 'node_modules/x': { version: '1.0.0' } } }
    const [x] = listDependencies(lock, { dependencies: { x: '1.0.0' }, devDependencies: {} })
    expect(x).toMatchObject({ licence: '', why: '' })
  })

  test('every version is pinned exactly, and every package has a hash', () => {
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
    const { dependencies, devDependencies } = packages['']
    for (const version of Object.values({ ...dependencies, ...devDependencies }))
      expect(version).toMatch(/^\d+\.\d+\.\d+$/)
    for (const [path, entry] of Object.entries<{ integrity?: string }>(packages))
      if (path !== '') expect(entry.integrity, path).toMatch(/^sha512-/)
  })
})

const audit = (registry: string): Promise<{ code: number; said: string }> =>
  new Promise((resolve) => {
    const env = { ...process.env, npm_config_registry: registry }
    execFile(process.execPath, ['server/run.mjs', 'cli/audit.ts'], { cwd: root, env }, (fault, said) =>
      resolve({ code: Number(fault?.code ?? 0), said }),
    )
  })

describe('npm run audit', () => {
  test('a registry that cannot be reached is said, and is neither good nor bad news', async () => {
    const { code, said } = await audit('http://127.0.0.1:9/')
    expect([code, said]).toEqual([3, expect.stringContaining('The registry could not be asked')])
  }, 60_000)

  test.each([
    ['none', {}, 0, 'No weakness is known'],
    [
      'one',
      {
        hono: [
          {
            id: 1,
            url: 'https://example.org/1',
            title: 'made up',
            severity: 'high',
            vulnerable_versions: '<99.0.0',
          },
        ],
      },
      1,
      'hono *: high.',
    ],
  ])(
    '%s known',
    async (_, advisories, code, sentence) => {
      const registry = createServer(({ method, url = '' }, response) => {
        const name = decodeURIComponent(url.slice(1))
        const found = { name, 'dist-tags': {}, versions: { '1.0.0': { name, version: '1.0.0' } } }
        const said = method === 'POST' ? advisories : found
        response.setHeader('Content-Type', 'application/json').end(JSON.stringify(said))
      })
      await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve))
      const address = registry.address()
      const port = typeof address === 'object' ? address?.port : 0
      const answer = await audit(`http://127.0.0.1:${port}/`)
      registry.close()
      expect(answer).toEqual({ code, said: expect.stringContaining(sentence) })
    },
    60_000,
  )
})
