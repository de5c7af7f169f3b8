import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Engine } from '../../server/store/engine.ts'
import { openRedis } from '../../server/store/redis.ts'
import { StoreGone } from '../../server/store/store.ts'
import { hasRedis, startRedis, type TestRedis } from '../support/redis.ts'

const bytes = (text: string) => Buffer.from(text)

async function timed<T>(work: Promise<T>): Promise<{ error: unknown; ms: number }> {
  const start = performance.now()
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  return { error, ms: performance.now() - start }
}

describe.runIf(hasRedis())('redis, when things go wrong', () => {
  let server: TestRedis
  let store: Engine
  const opened: Engine[] = []
  const open = async (more: { shards?: number; prefix?: string } = {}) => {
    const engine = await openRedis({ url: server.url, ...more })
    opened.push(engine)
    return engine
  }

  beforeAll(async () => {
    server = await startRedis({ appendfsync: 'always' })
    store = await open()
  })
  afterEach(async () => {
    server.thaw()
    await server.restart()
    await expect
      .poll(
        () =>
          store.ping().then(
            () => true,
            () => false,
          ),
        { timeout: 5_000 },
      )
      .toBe(true)
  })
  afterAll(async () => {
    await Promise.all(opened.map((engine) => engine.close()))
    await server.stop()
  })

  test('killed: every call fails soon and plainly; restarted: all that was acknowledged stands', async () => {
    const queue = 'killed'
    let acknowledged = 0
    let running = true
    const writing = Array.from({ length: 8 }, async (_, n) => {
      for (let turn = 0; running; turn++) {
        const result = await store
          .commit(`p/${n}`, { set: [{ key: `k${turn}`, value: bytes('x') }] })
          .catch(() => null)
        if (!result) return
        acknowledged++
      }
    })
    await pause(300)
    await server.kill9()
    running = false
    await Promise.all(writing)
    expect(acknowledged).toBeGreaterThan(50)
    const calls: (() => Promise<unknown>)[] = [
      () => store.read('p/1', ['a']),
      () => store.commit('p/1', { set: [{ key: 'secret-key', value: bytes('secret-value') }] }),
      () => store.claim({ queue, now: Date.now(), leaseMs: 1_000, rows: 1 }),
      () => store.backlog(queue, 1),
      () => store.sweep(1),
      () => store.ping(),
      () => store.blob.get('p/1', 'b'),
      () => store.describe(),
    ]
    for (const call of calls) {
      const { error, ms } = await timed(call())
      expect(error).toBeInstanceOf(StoreGone)
      expect(String(error)).not.toContain('secret')
      expect(ms).toBeLessThan(1_500)
    }
    await server.restart()
    await expect
      .poll(
        () =>
          store.ping().then(
            () => true,
            () => false,
          ),
        { timeout: 3_000 },
      )
      .toBe(true)
    const kept = await Promise.all(writing.map((_, n) => store.scan(`p/${n}`, '')))
    expect(kept.reduce((sum, records) => sum + records.length, 0)).toBeGreaterThanOrEqual(acknowledged)
    expect((await store.commit('p/1', { set: [{ key: 'a', value: bytes('1') }] })).type).toBe('done')
  }, 20_000)

  test('frozen: commits time out within a second, and none is ever applied twice', async () => {
    const before = (await store.tail('frozen', 'l', 0, 1_000)).length
    server.freeze()
    const attempts = Array.from({ length: 20 }, (_, n) =>
      timed(store.commit('frozen', { append: [{ log: 'l', value: bytes(`try ${n}`) }] })),
    )
    for (const { error, ms } of await Promise.all(attempts)) {
      expect(error).toBeInstanceOf(StoreGone)
      expect(ms).toBeLessThan(2_000)
    }
    server.thaw()
    await pause(1_500)
    const log = (await store.tail('frozen', 'l', 0, 1_000)).map(({ value }) => Buffer.from(value).toString())
    expect(new Set(log).size).toBe(log.length)
    expect(log.length - before).toBeLessThanOrEqual(20)
    expect((await store.commit('frozen', { append: [{ log: 'l', value: bytes('after') }] })).type).toBe(
      'done',
    )
  }, 20_000)

  test('killed in the middle of commits: what broke off is not sent again after the restart', async () => {
    const many = Array.from({ length: 500 }, (_, n) => ({ log: 'l', value: bytes(`entry ${n}`) }))
    server.freeze()
    const broken = many.map((entry) => timed(store.commit('broken', { append: [entry] })))
    await pause(100)
    await server.kill9()
    // At once, within the time a command may take: now is when a client would send again what was in flight.
    await server.restart()
    for (const { error } of await Promise.all(broken)) expect(error).toBeInstanceOf(StoreGone)
    await expect
      .poll(
        () =>
          store.ping().then(
            () => true,
            () => false,
          ),
        { timeout: 3_000 },
      )
      .toBe(true)
    await pause(500)
    expect(await store.tail('broken', 'l', 0, 1_000)).toEqual([])
  }, 20_000)

  test('watchers go on by themselves after a restart', async () => {
    let woken = 0
    const stop = store.watch('again', () => void woken++)
    await pause(100)
    await server.restart()
    await expect
      .poll(
        () =>
          store.ping().then(
            () => true,
            () => false,
          ),
        { timeout: 3_000 },
      )
      .toBe(true)
    await pause(1_000)
    const before = woken
    await store.commit('again', { enqueue: [{ queue: 'again', id: 'r', at: 1, value: bytes('x') }] })
    await expect.poll(() => woken, { timeout: 2_000 }).toBeGreaterThan(before)
    stop()
  }, 20_000)

  test('scripts that Redis forgot are sent again', async () => {
    const redis = new Redis(server.url)
    await redis.script('FLUSH')
    redis.disconnect()
    const commits = Array.from({ length: 50 }, () =>
      store.commit('flushed', { append: [{ log: 'l', value: bytes('x') }] }),
    )
    await Promise.all(commits)
    expect((await store.tail('flushed', 'l', 0, 100)).length).toBe(50)
  })

  test('another number of shards is refused, another prefix is another store', async () => {
    await expect(open({ shards: 32 })).rejects.toThrow('set up with 64 shards and Wegwijs is set to 32')
    const apart = await open({ prefix: 'apart:', shards: 8 })
    await apart.commit('p/shared', { set: [{ key: 'a', value: bytes('1') }] })
    expect(await store.read('p/shared', ['a'])).toEqual([null])
    await expect(open({ prefix: 'a{b}' })).rejects.toThrow('without braces')
  })

  test('every key of a partition carries one hash tag', async () => {
    const tagged = await open({ prefix: 'tagged:' })
    const until = Date.now() + 60_000
    await tagged.commit('main/c/1', {
      set: [{ key: 'a', value: bytes('1') }],
      enqueue: [{ queue: 'q', id: 'r', at: 1, value: bytes('1'), once: { mark: 'm', until } }],
      index: [{ index: 'i', member: 'x', score: 1 }],
      append: [{ log: 'l', value: bytes('1') }],
      expireAt: until,
    })
    await tagged.blob.put('main/c/1', 'b', bytes('1'), until)
    await tagged.claim({ queue: 'q', now: 2, leaseMs: 1_000, rows: 1 })
    const redis = new Redis(server.url)
    const keys = (await redis.keys('tagged:*')).filter((key) => key !== 'tagged:shards')
    redis.disconnect()
    expect(keys.length).toBeGreaterThan(10)
    expect(new Set(keys.map((key) => /^tagged:(\{s\d{3}\}):/.exec(key)?.[1])).size).toBe(1)
  })
})

describe.runIf(hasRedis())('redis, at the start', () => {
  test('a Redis that may drop keys by itself is refused with what to set', async () => {
    const server = await startRedis({ settings: ['--maxmemory-policy', 'allkeys-lru'] })
    await expect(openRedis({ url: server.url })).rejects.toThrow('Set "maxmemory-policy noeviction"')
    await server.stop()
  })

  test('a lone node of a cluster is refused', async () => {
    const server = await startRedis({ settings: ['--cluster-enabled', 'yes'] })
    await expect(openRedis({ url: server.url })).rejects.toThrow('one node of a Redis Cluster')
    await server.stop()
  })

  test('a password is used, and a missing one named without the address', async () => {
    const server = await startRedis({ settings: ['--requirepass', 'open sesame'] })
    const store = await openRedis({ url: server.url.replace('//', '//:open%20sesame@') })
    await store.ping()
    await store.close()
    const { error } = await timed(openRedis({ url: server.url.replace('//', '//:wrong-word@') }))
    expect(error).toBeInstanceOf(Error)
    expect(String(error)).not.toMatch(/wrong-word|127/)
    await server.stop()
  })

  test('the persistence found is described', async () => {
    const bare = await startRedis()
    const store = await openRedis({ url: bare.url })
    expect(await store.describe()).toContain('a crash of Redis loses everything')
    await store.close()
    await bare.stop()
  })

  test('full memory is StoreGone and says so', async () => {
    const server = await startRedis({ settings: ['--maxmemory', '3mb'] })
    const store = await openRedis({ url: server.url })
    const fill = async () => {
      for (let n = 0; n < 100; n++) {
        await store.commit(`p/${n}`, { set: [{ key: 'a', value: Buffer.alloc(100_000, 'secret') }] })
      }
    }
    const { error } = await timed(fill())
    expect(error).toBeInstanceOf(StoreGone)
    expect(String(error)).toContain('memory is full')
    await store.close()
    await server.stop()
  })

  test('no Redis at the address is StoreGone; no address at all is said so', async () => {
    const { error, ms } = await timed(openRedis({ url: 'redis://127.0.0.1:1' }))
    expect(error).toBeInstanceOf(StoreGone)
    expect(ms).toBeLessThan(3_000)
    for (const url of ['', ',', 'localhost:6379', 'http://localhost', 'redis://', 'redis://h/x']) {
      await expect(openRedis({ url })).rejects.toThrow('REDIS_URL is not an address')
    }
  })
})
