import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { goneFor } from '../../server/store/sqlite/file.ts'
import { openSqlite } from '../../server/store/sqlite.ts'
import { StoreGone } from '../../server/store/store.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wegwijs-sqlite-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const bytes = (text: string) => Buffer.from(text)
const caught = (work: () => unknown): unknown => {
  try {
    work()
  } catch (error) {
    return error
  }
}

describe('sqlite, when things go wrong', () => {
  test('a full disk is StoreGone with a sentence and nothing of the value', () => {
    const db = new DatabaseSync(':memory:')
    db.exec('CREATE TABLE t (v TEXT); PRAGMA max_page_count = 3')
    const error = goneFor(caught(() => db.prepare('INSERT INTO t VALUES (?)').run('secret'.repeat(10_000))))
    db.close()
    expect(error).toBeInstanceOf(StoreGone)
    expect(String(error)).toBe('StoreGone: SQLite does not answer: the disk is full; make room.')
  })

  test('a commit that another process blocks gives up as StoreGone after 5 s, and works again afterwards', async () => {
    const file = join(folder, 'blocked.sqlite')
    const store = openSqlite({ file })
    const blocking = new DatabaseSync(file)
    blocking.exec('BEGIN IMMEDIATE')
    await expect(store.commit('p', { set: [{ key: 'a', value: bytes('1') }] })).rejects.toThrow(StoreGone)
    expect(await store.read('p', ['a'])).toEqual([null])
    blocking.exec('ROLLBACK')
    blocking.close()
    expect((await store.commit('p', { set: [{ key: 'a', value: bytes('1') }] })).type).toBe('done')
    await store.close()
  }, 15_000)

  test('no folder, no SQLite file, a newer file: each is said plainly', async () => {
    expect(caught(() => openSqlite({ file: join(folder, 'missing/x.sqlite') }))).toEqual(
      new StoreGone('SQLite does not answer: the file cannot be opened; check DATA_DIR and its rights.'),
    )
    const text = join(folder, 'text.sqlite')
    await writeFile(text, 'this is a letter and no database '.repeat(100))
    expect(String(caught(() => openSqlite({ file: text })))).toContain('not a SQLite file')
    const newer = join(folder, 'newer.sqlite')
    const db = new DatabaseSync(newer)
    db.exec('PRAGMA user_version = 99')
    db.close()
    expect(String(caught(() => openSqlite({ file: newer })))).toContain('layout 99')
  })

  test('a closed store is gone', async () => {
    const store = openSqlite({ file: join(folder, 'closed.sqlite') })
    await store.close()
    await store.close()
    await expect(store.ping()).rejects.toThrow(StoreGone)
  })

  test('what was committed is there after the file is opened again', async () => {
    const file = join(folder, 'again.sqlite')
    const first = openSqlite({ file })
    await first.commit('p', { set: [{ key: 'a', value: bytes('1') }] })
    await first.close()
    const second = openSqlite({ file })
    expect((await second.read('p', ['a']))[0]?.version).toBe(1)
    await second.close()
  })
})
