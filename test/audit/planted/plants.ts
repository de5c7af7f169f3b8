/** Something that the server does wrong, and the check that must see it. */
export interface Plant {
  readonly name: string
  readonly check: string
  /** Who meets it. */
  readonly kinds: readonly string[]
  readonly days: readonly number[]
  /** Checks that see the same fault from their side. */
  readonly also?: readonly string[]
  readonly file: string
  readonly replace: string
  readonly by: string
}

export const plants: readonly Plant[] = [
  {
    name: 'updates are taken and not kept',
    ...{ check: 'worked', also: ['answered'], kinds: ['asks'], days: [0] },
    file: '/server/inbox.ts',
    replace: 'if (fresh.length === 0) return',
    by: `if (fresh.length === 0 || deps.chance.id(1) < 'I') return`,
  },
  {
    name: 'questions are settled and not sent',
    ...{ check: 'answered', kinds: ['asks'], days: [0] },
    file: '/server/outbox.ts',
    replace: 'await callOf(deps, hand.claim, one)',
    by: `one.out.prompt && /[A-M]$/.test(one.id) ? null : await callOf(deps, hand.claim, one)`,
  },
  {
    name: 'everything is sent twice',
    ...{ check: 'repeats', kinds: ['asks'], days: [0] },
    file: '/server/outbox.ts',
    replace: 'one, rest, await timed(adapter, call))',
    by: 'one, rest, (await timed(adapter, call), await timed(adapter, call)))',
  },
  {
    name: 'what was sent last is worked first',
    ...{ check: 'order', kinds: ['letter in words', 'floods'], days: [0, 2, 3] },
    file: '/server/worker.ts',
    replace: 'second(one.sentAt) - second(other.sentAt)',
    by: 'second(other.sentAt) - second(one.sentAt)',
  },
  {
    name: 'the window is never closed',
    ...{ check: 'window', kinds: ['letter'], days: [0, 4] },
    file: '/server/out-rules.ts',
    replace: 'now.epochMilliseconds > Date.parse(lastSentAt)',
    by: 'false && now.epochMilliseconds > Date.parse(lastSentAt)',
  },
  {
    name: 'waits are cut short',
    ...{ check: 'waits', kinds: ['letter', 'asks'], days: [0] },
    file: '/server/outbox.ts',
    replace: 'sent.seconds * 1000',
    by: '20',
  },
  {
    name: 'everybody is reminded',
    ...{ check: 'unprompted', kinds: ['stops', 'hides'], days: [0, 1, 4] },
    file: '/bot/reminder.ts',
    replace: '!contact.stopped && contact.sealed === null && !conversation.blocked',
    by: 'contact !== conversation',
  },
  {
    name: 'hiding says so, and hides nothing',
    ...{ check: 'hidden', kinds: ['hides and comes back'], days: [0, 2] },
    file: '/bot/control.ts',
    replace: `withEvent(sealed, { type: 'contact.sealed', by: 'hide', fresh: fresh.contact })`,
    by: 'withContact(sealed, { sealed: null })',
  },
  {
    name: 'hiding leaves the chat as it is',
    ...{ check: 'hidden', kinds: ['hides'], days: [0] },
    file: '/server/turn-batch.ts',
    replace: `if (hidden || has(ready, 'contact.found'))`,
    by: `if (has(ready, 'contact.found'))`,
  },
  {
    name: 'deleting says so, and deletes nothing',
    ...{ check: 'erased', kinds: ['deletes'], days: [0, 1, 4] },
    file: '/server/erasure.ts',
    replace: 'erase: true',
    by: `erase: false, dequeue: [{ queue: 'inbox', id: ready.row.activity.id }]`,
  },
  {
    name: 'something stays after deleting',
    ...{ check: 'traces', kinds: ['deletes'], days: [0, 1] },
    file: '/server/erasure.ts',
    replace: 'erase: true',
    by: `erase: true, set: [{ key: 'kept', value: ready.row }]`,
  },
  {
    name: 'the log says who wrote',
    ...{ check: 'traces', kinds: ['asks'], days: [0] },
    file: '/server/run-one.ts',
    replace: 'bubbles: ready.bubbles.length,',
    by: 'bubbles: ready.bubbles.length, who: ready.row.to,',
  },
  {
    name: 'some calls are misshapen',
    ...{ check: 'form', also: ['answered'], kinds: ['asks'], days: [0] },
    file: '/server/whatsapp/send.ts',
    replace: `messaging_product: 'whatsapp'`,
    by: `messaging_product: /[A-Z]$/.test(call.outbox) ? 'mail' : 'whatsapp'`,
  },
]
