import { expect, test } from 'vitest'
import { views } from '../../../server/running.ts'
import type { Batch, Json } from '../../../server/store/store.ts'
import { workInbox } from '../../../server/worker.ts'
import { telegramChat, whatsappChat } from '../../support/chat.ts'
import { onBothEngines } from '../../support/engines.ts'
import { type House, minute } from '../../support/house.ts'

/** Something happens once, just before the first commit that `isIt` recognises reaches the store. */
const justBefore = (
  house: House,
  isIt: (batch: Batch<Json>) => boolean,
  happens: () => Promise<void>,
): void => {
  const { commit } = house.store
  let isDue = true
  const hooked: typeof commit = async (partition, batch) => {
    if (isDue && isIt(batch)) {
      isDue = false
      await happens()
    }
    return commit(partition, batch)
  }
  Object.assign(house.deps, { store: { ...house.store, commit: hooked } })
}

const bodies = (said: readonly { readonly body: string }[]): string[] => said.map(({ body }) => body)

onBothEngines('Between a claim and its commit', (open) => {
  test('what is put aside until the person writes is released by the very turn that is under way', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900431')
    await chat.settleIn()
    chat.fresh()
    await chat.says('person')
    await house.settle('inbox')
    await chat.says('menu')
    const claim = await house.store.claim({
      ...{ queue: 'inbox', now: house.now(), leaseMs: 20_000, rows: 200, view: views.inbox },
    })
    house.answer = (call) => (call.type === 'message' ? { type: 'closed' } : null)
    await house.settle('outbox')
    house.answer = () => null
    expect(chat.fresh()).toEqual([])
    if (claim) await workInbox(house.deps, claim)
    await house.settle()
    const said = bodies(chat.fresh())
    expect(said[0]).toContain('Wegwijs Demo')
    expect(said.at(-1)).toContain('What do you need')
    expect(house.faults).toEqual([])
  })

  test('what is taken in while everything is being erased is not erased with it', async () => {
    const house = await open()
    const chat = telegramChat(house, 447700900432)
    await chat.settleIn()
    for (const label of ['Menu', 'My data', 'Delete']) await chat.tap(label)
    const code = chat.last().buttons[0]?.label ?? ''
    house.pass(minute)
    await chat.taps(code)
    chat.fresh()
    justBefore(
      house,
      ({ erase }) => erase === true,
      async () => {
        house.pass(2_000)
        await chat.says('hello')
      },
    )
    await house.settle()
    expect(bodies(chat.fresh()).join('\n')).toContain('Which language')
    expect(house.faults).toEqual([])
  })

  test('whoever hides gets nothing that was put on its way meanwhile', async () => {
    const house = await open()
    const chat = telegramChat(house, 447700900433)
    await chat.settleIn()
    chat.fresh()
    // Put aside for a while, so that the row is there to be copied.
    await chat.says('person')
    await house.settle('inbox')
    await chat.says('hide')
    justBefore(
      house,
      ({ enqueue }) => enqueue?.some(({ queue }) => queue === 'relay') === true,
      async () => {
        const claim = await house.store.claim({ queue: 'outbox', now: house.now(), leaseMs: 9, rows: 9 })
        const [row] = claim?.rows ?? []
        if (!claim || !row) throw new Error('Nothing is owed.')
        await house.store.commit(claim.partition, {
          enqueue: [{ ...row, queue: 'outbox', id: `${row.id}again` }],
        })
        await house.store.release(claim)
      },
    )
    await house.settle()
    expect(bodies(chat.bubbles())).toEqual(['OK 👍'])
    expect(bodies(chat.fresh())).toEqual(['OK 👍'])
    expect(house.faults).toEqual([])
  })

  test('a turn that read what a Contact was runs anew when the Contact changed', async () => {
    const house = await open()
    const chat = telegramChat(house, 447700900434)
    await chat.settleIn()
    chat.fresh()
    await chat.says('menu')
    const claim = await house.store.claim({
      ...{ queue: 'inbox', now: house.now(), leaseMs: 20_000, rows: 200, view: views.inbox },
    })
    if (!claim) throw new Error('Nothing waits.')
    const key = 's/conversation/telegram'
    const [conversation] = await house.store.read(claim.partition, [key])
    const value = { ...Object(conversation?.value), locale: 'nl' }
    await house.store.commit(claim.partition, { set: [{ key, value }] })
    await workInbox(house.deps, claim)
    await house.settle()
    expect(bodies(chat.fresh()).join('\n')).toContain('Wat heb je nodig')
    expect(house.faults).toEqual([])
  })
})
