import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runKeys } from '../../server/cli/keys.ts'
import type { Engine } from '../../server/store/engine.ts'
import { lookupKey } from '../../server/store/lookup-key.ts'
import { countByKid, resealAll } from '../../server/store/reseal.ts'
import { parseKeyRing, sealStore } from '../../server/store/seal.ts'
import type { Store } from '../../server/store/store.ts'
import { hasRedis } from '../support/redis.ts'
import { type Bench, redisBench, sqliteBench } from '../support/store.ts'

const base64 = (fill: number) => Buffer.alloc(32, fill).toString('base64')
const oldOnly = `1:${base64(1)}`
const newOnly = `2:${base64(2)}`
const both = `${newOnly},${oldOnly}`
const until = Date.now() + 3_600_000

const engines: [name: string, make: () => Promise<Bench>][] = [['sqlite', sqliteBench]]
if (hasRedis()) engines.push(['redis', redisBench])

async function fill(store: Store): Promise<void> {
  for (let n = 0; n < 30; n++) {
    await store.commit(`main/c/${n}`, {
      set: [
        { key: 'contact', value: { n } },
        { key: 'person', value: { n } },
      ],
      enqueue: [{ queue: 'outbox', id: 'r', at: n, value: { n } }],
      append: [1, 2, 3].map((entry) => ({ log: 'timeline', value: entry })),
    })
  }
  // More than one page of each kind.
  await store.commit('main/large', {
    set: Array.from({ length: 350 }, (_, n) => ({ key: `k${n}`, value: n })),
    append: Array.from({ length: 350 }, (_, n) => ({ log: 'long', value: n })),
  })
  await store.blob.put('main/c/1', 'voice', Buffer.alloc(200_000, 'v'), until)
}

const filled = 30 * 6 + 700 + 1

async function expectFilled(store: Store): Promise<void> {
  for (let n = 0; n < 30; n++) {
    expect((await store.read(`main/c/${n}`, ['contact', 'person'])).map((found) => found?.value)).toEqual([
      { n },
      { n },
    ])
    expect((await store.rows(`main/c/${n}`, 'outbox')).map(({ value }) => value)).toEqual([{ n }])
    expect((await store.tail(`main/c/${n}`, 'timeline', 0, 9)).map(({ value }) => value)).toEqual([1, 2, 3])
  }
  expect((await store.tail('main/large', 'long', 0, 999)).map(({ value }) => value)).toEqual([
    ...Array(350).keys(),
  ])
  expect((await store.scan('main/large', '')).length).toBe(350)
  expect((await store.blob.get('main/c/1', 'voice'))?.length).toBe(200_000)
}

describe.each(engines)('changing the key on %s', (name, make) => {
  let bench: Bench
  let engine: Engine
  beforeEach(async () => {
    bench = await make()
    engine = await bench.open()
  })
  afterEach(() => bench.end())

  const run = async (command: string, DATA_KEY: string) => {
    const lines: string[] = []
    const place = name === 'redis' ? { REDIS_URL: bench.target } : { DATA_DIR: dirname(bench.target) }
    const code = await runKeys([command], { DATA_KEY, ...place }, (line) => lines.push(line))
    return { code, said: lines.join('\n') }
  }

  test('rotate, check, and the old key may go', async () => {
    await fill(sealStore(engine, parseKeyRing(oldOnly)))
    const hash = (await lookupKey(sealStore(engine, parseKeyRing(oldOnly)))).hash('a')
    expect((await run('check', oldOnly)).said).toContain('only key')
    const before = await run('check', both)
    expect(before.said).toContain(`Key 1: ${filled + 1} values.`)
    expect(before.said).toContain('Key 1 is still needed')
    const lost = await run('check', newOnly)
    expect([lost.code, lost.said.includes('under key 1 cannot be opened')]).toEqual([1, true])
    const rotated = await run('rotate', both)
    expect([rotated.code, rotated.said.includes(`${filled + 1} values were sealed anew`)]).toEqual([0, true])
    expect((await run('check', both)).said).toContain('Nothing lies under key 1. It may be removed')
    const store = sealStore(engine, parseKeyRing(newOnly))
    await expectFilled(store)
    expect((await lookupKey(store)).hash('a')).toBe(hash)
    expect((await run('rotate', both)).said).toContain('0 values were sealed anew')
  })

  test('versions, moments and leases are as before', async () => {
    const store = sealStore(engine, parseKeyRing(oldOnly))
    await fill(store)
    const claim = (await store.claim({ queue: 'outbox', now: 100, leaseMs: 60_000, rows: 9 }))!
    await store.blob.put('main/c/2', 'brief', Buffer.from('b'), Date.now() + 4_000)
    await resealAll(engine, parseKeyRing(both))
    expect(await store.blob.get('main/c/1', 'voice').catch(() => 'under key 2')).toBe('under key 2')
    await expect.poll(() => engine.blob.get('main/c/2', 'brief'), { timeout: 6_000 }).toBe(null)
    const [found] = await engine.read('main/c/1', ['contact'])
    expect(found?.version).toBe(1)
    expect((await engine.rows('main/c/7', 'outbox'))[0]?.at).toBe(7)
    expect((await engine.commit(claim.partition, { lease: claim })).type).toBe('done')
    expect(await engine.sweep(until + 1)).toBe(2)
    expect(await engine.blob.get('main/c/1', 'voice')).toBe(null)
  }, 15_000)

  test('stopped halfway it is started again, and values written meanwhile are not lost', async () => {
    const old = sealStore(engine, parseKeyRing(oldOnly))
    await fill(old)
    let replaced = 0
    const halting: Engine = {
      ...engine,
      replace: async (...args) => {
        if (replaced++ === 10) throw new Error('stopped')
        return engine.replace(...args)
      },
    }
    await expect(resealAll(halting, parseKeyRing(both))).rejects.toThrow('stopped')
    const counts = await countByKid(engine)
    expect(counts.get('2')).toBe(10)
    // A server that has both keys writes on while the values are walked.
    const serving = sealStore(engine, parseKeyRing(both))
    const racing: Engine = {
      ...engine,
      replace: async (ref, before, next) => {
        if (ref.type === 'record' && ref.key === 'person') {
          await serving.commit(ref.partition, { set: [{ key: 'person', value: 'newer' }] })
        }
        return engine.replace(ref, before, next)
      },
    }
    expect((await resealAll(racing, parseKeyRing(both))).left).toBe(0)
    const left = await countByKid(engine)
    expect([left.get('1'), left.get('2')]).toEqual([undefined, filled])
    const store = sealStore(engine, parseKeyRing(newOnly))
    const people = await Promise.all(
      Array.from({ length: 30 }, (_, n) => store.read(`main/c/${n}`, ['person'])),
    )
    expect(people.some(([found]) => found?.value === 'newer' && found.version === 2)).toBe(true)
  })

  test('while a server still seals with the old key, rotate says so and does not claim to be done', async () => {
    const old = sealStore(engine, parseKeyRing(oldOnly))
    await fill(old)
    let writes = 0
    const restless: Engine = {
      ...engine,
      walk: async function* () {
        yield* engine.walk()
        await old.commit('main/c/0', { set: [{ key: `late${writes++}`, value: 1 }] })
      },
    }
    const { left } = await resealAll(restless, parseKeyRing(both))
    expect(left).toBeGreaterThan(0)
  })
})

describe('npm run keys', () => {
  const said = async (args: string[], environment: Record<string, string>) => {
    const lines: string[] = []
    const code = await runKeys(args, environment, (line) => lines.push(line))
    return [code, lines.join('\n')] as const
  }

  test('--help explains; anything else unknown is refused with the help', async () => {
    const [code, help] = await said(['--help'], {})
    expect(code).toBe(0)
    expect(help).toContain('npm run keys -- rotate')
    for (const args of [[], ['rotates'], ['rotate', 'now']]) {
      expect((await said(args, {}))[0]).toBe(1)
    }
  })

  test('what is missing is named', async () => {
    expect(await said(['check'], {})).toEqual([1, 'DATA_KEY is not set. Give the keys the servers use.'])
    expect((await said(['check'], { DATA_KEY: 'x' }))[1]).toContain('Key 1 of DATA_KEY')
    expect((await said(['check'], { DATA_KEY: base64(1), DATA_DIR: '/nowhere' }))[1]).toContain(
      'There is no store in /nowhere',
    )
  })

  test('it runs from the command line', () => {
    const start = join(import.meta.dirname, '../../server/run.mjs')
    const { status, stdout } = spawnSync(process.execPath, [start, 'cli/keys.ts', '--help'], {
      encoding: 'utf8',
    })
    expect([status, stdout.includes('check')]).toEqual([0, true])
  })
})
