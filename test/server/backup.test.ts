import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runBackup } from '../../server/cli/backup.ts'
import { runRestore } from '../../server/cli/restore.ts'
import { listedErasures } from '../../server/erased.ts'
import { addressPartition, readAddress } from '../../server/store/addresses.ts'
import { lookupKey } from '../../server/store/lookup-key.ts'
import { contactPartition } from '../../server/store/state.ts'
import { type Person, personId, until } from '../support/people.ts'
import { temporaryFolder, testKey } from '../support/server.ts'
import { leftOver } from './kill/audit.ts'
import { untilDone } from './kill/campaign.ts'
import { type Rig, startRig } from './kill/rig.ts'

let rig: Rig
let folder: { path: string; remove: () => Promise<void> }
beforeEach(async () => {
  rig = await startRig('sqlite')
  folder = await temporaryFolder()
})
afterEach(async () => {
  await rig.end()
  await folder.remove()
})

const env = () => ({ DATA_DIR: rig.folder, DATA_KEY: testKey })
const run = async (work: typeof runBackup, ...argv: string[]) => {
  const lines: string[] = []
  const code = await work(argv, env(), (line) => lines.push(line))
  return { code, said: lines.join('\n') }
}
const backupFile = (): string =>
  join(folder.path, readdirSync(folder.path).find((name) => name.endsWith('.sqlite')) ?? 'none')

const answered = async (person: Person, act: () => Promise<unknown>): Promise<void> => {
  const before = person.received().length
  await act()
  await until(
    () => person.received().length > before,
    30_000,
    () => `No answer to person ${person.id}.`,
  )
}

const begins = async (person: Person): Promise<void> => {
  await answered(person, () => person.write('hello'))
  await answered(person, () => person.tap('en'))
  await answered(person, () => person.tap('yes'))
}

const deletes = async (person: Person): Promise<void> => {
  for (const step of ['menu', 'data', 'delete', 'code'])
    await answered(person, () => (step === 'menu' ? person.write('menu') : person.tap(step)))
}

const addressOf = (person: Person) =>
  rig.look(async (store) => {
    const lookup = await lookupKey(store)
    const { address } = await readAddress(store, addressPartition('main', lookup, 'telegram', person.id))
    const records = address.contact ? await store.scan(contactPartition('main', address.contact), '') : []
    return { address, records }
  })

describe('backup and restore', () => {
  test('bring back who stayed, and nobody who was erased since', async () => {
    const [stays, goes, comes] = [1, 2, 3].map((place) =>
      rig.people.person('telegram', personId('telegram', 7_000 + place)),
    ) as [Person, Person, Person]
    const server = await rig.start()
    rig.bench.urls = [server.url]
    await begins(stays)
    await begins(goes)
    const gone = (await addressOf(goes)).address.contact ?? ''
    const made = await run(runBackup, '--to', folder.path)
    expect(made).toMatchObject({ code: 0 })
    await deletes(goes)
    await begins(comes)
    await untilDone(async () => (await leftOver(rig)).length === 0, 30_000)
    expect((await rig.look(listedErasures)).map(({ contact }) => contact)).toEqual([`main/c/${gone}`])
    await server.stop()

    const restored = await run(runRestore, '--from', backupFile())
    expect(restored.said).toContain('1 erasures repeated; 1 of them had come back with the backup.')
    expect(restored.code).toBe(0)
    expect((await addressOf(stays)).records.length).toBeGreaterThan(0)
    const again = await addressOf(goes)
    expect(again.address).toMatchObject({ contact: null, tombstone: expect.any(String) })
    expect(await rig.look((store) => store.scan(`main/c/${gone}`, ''))).toEqual([])
    // Who came after the backup is lost with what came after it: the restore does not pretend otherwise.
    expect((await addressOf(comes)).address.contact).toBeNull()

    const next = await rig.start()
    rig.bench.urls = [next.url]
    await answered(stays, () => stays.write('menu'))
    await answered(goes, () => goes.write('hello'))
    expect(goes.received().at(-1)?.text).toContain('Which language')
    // A second time changes nothing.
    await next.stop()
    expect((await run(runRestore, '--erased', join(folder.path, 'erased.json'))).code).toBe(0)
  }, 180_000)

  test('refuse what is broken, with what to do', async () => {
    const server = await rig.start()
    await server.stop()
    expect((await run(runBackup)).code).toBe(2)
    await run(runBackup, '--to', folder.path)
    const file = backupFile()
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const right = readFileSync(file)
    appendFileSync(file, 'x')
    await expect(run(runRestore, '--from', file)).rejects.toThrow('its checksum differs')
    writeFileSync(file, right)
    const list = join(folder.path, 'erased.json')
    const erased = readFileSync(list)
    rmSync(list)
    await expect(run(runRestore, '--from', file)).rejects.toThrow('it lists what was erased')
    writeFileSync(list, 'broken')
    await expect(run(runRestore, '--from', file)).rejects.toThrow('cannot be read')
    writeFileSync(list, erased)
    rmSync(`${file}.json`)
    await expect(run(runRestore, '--from', file)).rejects.toThrow('.json is missing')
    await expect(run(runRestore, '--from', 'nowhere')).rejects.toThrow('There is no file nowhere.')
    // Nothing of this touched the store.
    expect(existsSync(join(rig.folder, 'wegwijs.sqlite'))).toBe(true)
    expect(readdirSync(rig.folder).filter((name) => name.startsWith('before-restore'))).toEqual([])
  }, 60_000)
  test('go into a new folder, over a damaged store, and never under a running server', async () => {
    const person = rig.people.person('telegram', personId('telegram', 7_010))
    const server = await rig.start()
    rig.bench.urls = [server.url]
    await begins(person)
    await run(runBackup, '--to', folder.path)
    const file = backupFile()
    await expect(run(runRestore, '--from', file)).rejects.toThrow('Stop every server')
    await deletes(person)
    await untilDone(async () => (await leftOver(rig)).length === 0, 30_000)
    await run(runBackup, '--to', folder.path)
    await server.stop()

    const restoreTo = async (name: string, more: Record<string, string> = {}) => {
      const lines: string[] = []
      const given = { ...env(), DATA_DIR: join(folder.path, name), ...more }
      await runRestore(['--from', file], given, (line) => lines.push(line))
      return lines.join('\n')
    }
    expect(await restoreTo('new')).toContain('1 erasures repeated; 1 of them')
    expect(readdirSync(join(folder.path, 'new'))).not.toContain('erased.json')
    // Under another key nothing is erased again: the list stays beside the store, and the sentence says what to do.
    const other = { DATA_KEY: Buffer.alloc(32, 'x').toString('base64') }
    const list = join(folder.path, 'other', 'erased.json')
    await expect(restoreTo('other', other)).rejects.toThrow(`--erased ${list}`)
    const right = { ...env(), DATA_DIR: join(folder.path, 'other') }
    const lines: string[] = []
    expect(await runRestore(['--erased', list], right, (line) => lines.push(line))).toBe(0)
    expect(lines.join()).toContain('1 erasures repeated; 1 of them')

    mkdirSync(join(folder.path, 'damaged'))
    writeFileSync(join(folder.path, 'damaged', 'wegwijs.sqlite'), 'no store at all')
    expect(await restoreTo('damaged')).toContain('cannot be read')
    const [kept] = readdirSync(join(folder.path, 'damaged')).filter((name) => name.startsWith('before-'))
    expect(readFileSync(join(folder.path, 'damaged', kept ?? ''), 'utf8')).toBe('no store at all')
  }, 120_000)
})
