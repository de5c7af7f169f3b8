import { describe, expect, test } from 'vitest'
import { openBlob, openValue, SealBroken, sealBlob, sealValue } from '../../server/store/envelope.ts'
import { lookupKey } from '../../server/store/lookup-key.ts'
import { parseKeyRing, sealStore } from '../../server/store/seal.ts'
import { openSqlite } from '../../server/store/sqlite.ts'

const base64 = (fill: number) => Buffer.alloc(32, fill).toString('base64')
const ring = parseKeyRing(`2:${base64(2)},1:${base64(1)}`)
const old = parseKeyRing(base64(1))
const place = { type: 'record', partition: 'main/c/1', key: 'person' } as const
const plain = Buffer.from('a fictional value')
const memory = () => openSqlite({ file: ':memory:' })

describe('DATA_KEY', () => {
  test('the first key writes, all read, and a bare one is key 1', () => {
    expect(ring.first).toBe('2')
    expect([...ring.keys.keys()]).toEqual(['2', '1'])
    expect(old.first).toBe('1')
    expect(Buffer.from(openValue(ring, place, sealValue(old, place, plain))).equals(plain)).toBe(true)
  })

  test.each([
    ['', 'DATA_KEY is empty'],
    [`${base64(1)},${base64(2)}`, 'same id'],
    [`1:${base64(1)},1:${base64(1)}`, 'same id'],
    [`2:${base64(1)},`, 'Key 2 of DATA_KEY is not base64'],
    [`a b:${base64(1)}`, 'Key 1 of DATA_KEY has an id that does not fit'],
    [`:${base64(1)}`, 'has an id that does not fit'],
    [`${'k'.repeat(17)}:${base64(1)}`, 'has an id that does not fit'],
    ['1:2:3', 'Key 1 of DATA_KEY'],
    ['1:$$$', 'is not base64'],
    [`1:${Buffer.alloc(16).toString('base64')}`, 'has 16 bytes and 32 are needed'],
  ])('%s is refused with a sentence', (written, sentence) => {
    expect(() => parseKeyRing(written)).toThrow(sentence)
  })

  test('no refusal repeats the key', () => {
    const short = Buffer.alloc(31, 7).toString('base64')
    expect(() => parseKeyRing(`1:${short}`)).toThrow(/^(?!.*BwcH)/)
  })
})

describe('a sealed value', () => {
  test('is never twice the same', () => {
    expect(Buffer.compare(sealValue(ring, place, plain), sealValue(ring, place, plain))).not.toBe(0)
  })

  test.each([
    { ...place, partition: 'main/c/2' },
    { ...place, key: 'persons' },
    { type: 'row', partition: 'main/c/1', queue: 'person', id: '' } as const,
    { type: 'log', partition: 'main/c/1', log: 'person' } as const,
  ])('does not open at another place: $type $partition', (other) => {
    expect(() => openValue(ring, other, sealValue(ring, place, plain))).toThrow(SealBroken)
  })

  test('rows of the same letters at another border do not open', () => {
    const sealed = sealValue(ring, { type: 'row', partition: 'p', queue: 'ab', id: 'c' }, plain)
    expect(() => openValue(ring, { type: 'row', partition: 'p', queue: 'a', id: 'bc' }, sealed)).toThrow(
      SealBroken,
    )
  })

  test('does not open after a change of any single byte, nor cut short', () => {
    const sealed = sealValue(ring, place, plain)
    for (let n = 0; n < sealed.length; n++) {
      const changed = Buffer.from(sealed)
      changed[n] = changed[n]! ^ 1
      expect(() => openValue(ring, place, changed)).toThrow(SealBroken)
      expect(() => openValue(ring, place, sealed.subarray(0, n))).toThrow(SealBroken)
    }
  })

  test('under a key that is not there names that key and nothing of the value', () => {
    const sealed = sealValue(ring, place, plain)
    expect(() => openValue(old, place, sealed)).toThrow('sealed under key 2, and DATA_KEY holds no such key')
    const impostor = parseKeyRing(`2:${base64(9)}`)
    expect(() => openValue(impostor, place, sealed)).toThrow('sealed under key 2 cannot be opened')
  })
})

describe('a sealed blob', () => {
  const chunk = 64 * 1024
  const blobAt = { type: 'blob', partition: 'p', id: 'voice' } as const

  test.each([0, 1, chunk - 1, chunk, chunk + 1, 3 * chunk, 3 * chunk + 5])(
    'of %i bytes comes back whole',
    (size) => {
      const bytes = Buffer.alloc(size, 'wegwijs')
      expect(Buffer.from(openBlob(ring, blobAt, sealBlob(ring, blobAt, bytes))).equals(bytes)).toBe(true)
    },
  )

  test('does not open with chunks swapped, left out, or taken from another blob of the same name', () => {
    const sealed = Buffer.from(sealBlob(ring, blobAt, Buffer.alloc(3 * chunk, 'a')))
    const other = Buffer.from(sealBlob(ring, blobAt, Buffer.alloc(3 * chunk, 'b')))
    const head = sealed.length - 3 * (chunk + 28)
    const part = (from: Buffer, n: number) =>
      from.subarray(head + n * (chunk + 28), head + (n + 1) * (chunk + 28))
    const built = (...parts: Buffer[]) => Buffer.concat([sealed.subarray(0, head), ...parts])
    const [a, b, c] = [part(sealed, 0), part(sealed, 1), part(sealed, 2)]
    expect(openBlob(ring, blobAt, built(a, b, c)).length).toBe(3 * chunk)
    for (const wrong of [built(b, a, c), built(a, b), built(a, c), built(a, part(other, 1), c), built()]) {
      expect(() => openBlob(ring, blobAt, wrong)).toThrow(SealBroken)
    }
  })

  test('over 16 MB is refused', async () => {
    const store = sealStore(memory(), ring)
    await expect(store.blob.put('p', 'b', Buffer.alloc(16 * 1024 * 1024 + 1), 1)).rejects.toThrow('16 MB')
  })
})

describe('the key for lookup hashes', () => {
  test('stays the same from start to start and differs from store to store', async () => {
    const store = sealStore(memory(), ring)
    const first = await lookupKey(store)
    expect((await lookupKey(store)).hash('a')).toBe(first.hash('a'))
    expect((await lookupKey(sealStore(memory(), ring))).hash('a')).not.toBe(first.hash('a'))
    expect(first.hash('a')).toMatch(/^[A-Za-z0-9_-]{43}$/)
  })

  test('tells parts apart, not only their letters', async () => {
    const { hash } = await lookupKey(sealStore(memory(), ring))
    expect(new Set([hash('ab', 'c'), hash('a', 'bc'), hash('abc'), hash('abc', '')]).size).toBe(4)
  })

  test('under another DATA_KEY stops with SealBroken and is not replaced', async () => {
    const engine = memory()
    const before = (await lookupKey(sealStore(engine, ring))).hash('a')
    await expect(lookupKey(sealStore(engine, parseKeyRing(`2:${base64(9)}`)))).rejects.toThrow(SealBroken)
    expect((await lookupKey(sealStore(engine, ring))).hash('a')).toBe(before)
  })
})
