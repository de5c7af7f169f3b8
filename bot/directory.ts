import type { Listing, Need } from './catalog.ts'
import { currentPerson, type Draft, withSlot } from './draft.ts'
import { isUncalled, termsOf } from './listing.ts'
import type { Choice, Text } from './message.ts'
import { sourceLine } from './source.ts'

const slot = (draft: Draft, name: string): string => draft.conversation.slots[name] ?? ''

const mayOpen = (draft: Draft, need: Need): boolean => need.children || currentPerson(draft)?.alone !== 'yes'

const needOpen = (draft: Draft): Need | null => {
  const need = draft.world.catalog.directory.needs.find(({ id }) => id === slot(draft, 'need'))
  return need && mayOpen(draft, need) ? need : null
}

export const needHides = (draft: Draft): boolean => needOpen(draft)?.hides === true

const needLabel = ({ id }: Need): Text => ({ key: `directory:need.${id}` })

export const needChoices = (draft: Draft): Choice[] =>
  draft.world.catalog.directory.needs
    .filter((need) => !need.tapOnly && mayOpen(draft, need))
    .map((need) => ({ id: need.id, label: needLabel(need) }))

/** The need under which a topic's row stands. */
export const openTopicNeed = (draft: Draft): Draft => {
  const need = draft.world.catalog.directory.needs.find(({ topics }) => topics.includes(slot(draft, 'stage')))
  return withSlot(draft, 'need', need?.id ?? '')
}

/** Once people rely on it, nothing from memory is shown, and no number for a crisis that nobody called (P8). */
const isWithheld = (draft: Draft, listing: Listing): boolean =>
  draft.world.operator.goLive &&
  (listing.status === 'unverified' || (listing.crisis.length > 0 && isUncalled(listing, draft)))

const listed = (draft: Draft): readonly Listing[] =>
  needOpen(draft) === null
    ? []
    : draft.world.catalog.directory.listings.filter(({ need }) => need === slot(draft, 'need'))

const shown = (draft: Draft): readonly Listing[] => listed(draft).filter((one) => !isWithheld(draft, one))

export const listingChoices = (draft: Draft): Choice[] =>
  shown(draft).map(({ id, name }) => ({ id, label: { plain: name } }))

const isDoubtful = ({ status }: Listing): boolean => status === 'unverified'

const hideTexts = (draft: Draft): Text[] => (needHides(draft) ? [{ key: 'hide:no-reminders' }] : [])

/** Who helps with this need: each with its number; a sign where it was not checked. */
export const needTexts = (draft: Draft): Text[] => {
  const need = needOpen(draft)
  const all = shown(draft)
  if (!need) return [{ key: 'directory:which' }]
  const lines = whats(all).map((what): Text => whatLine(draft, what, all))
  const labels: Text[] = [
    ...(all.some(isDoubtful) ? [{ join: [{ plain: '❔' }, { key: 'frame:unverified' }] }] : []),
    ...(all.some((one) => isUncalled(one, draft)) ? [{ key: 'directory:not-called-many' }] : []),
    ...(all.length < listed(draft).length ? [{ key: 'frame:withheld' }] : []),
  ]
  return [
    needLabel(need),
    ...(listed(draft).some(({ crisis }) => crisis.length > 0) ? [{ key: 'frame:danger-line' }] : []),
    ...(lines.length > 0 ? [{ join: lines, by: '\n' }] : []),
    ...(labels.length > 0 ? [{ join: labels }] : []),
    ...hideTexts(draft),
  ]
}

/** What they are for, each once, in the order of the list. */
const whats = (all: readonly Listing[]): readonly string[] => [...new Set(all.map(({ what }) => what))]

/** What it is for, in the reader's words, then who does that; a sign where it was not checked. */
const whatLine = (draft: Draft, what: string, all: readonly Listing[]): Text => {
  const names = all
    .filter((listing) => listing.what === what)
    .map(
      (listing): Text => ({
        join: [lineOf(listing), ...(isDoubtful(listing) ? [{ plain: '❔' }] : [])],
      }),
    )
  // Only where the whole sentence is too long for a list of several.
  const brief = `directory:brief.${what}`
  const key = draft.world.catalog.key('en', brief, {}) ? brief : `directory:what.${what}`
  return { join: [{ key }, { join: names, by: ', ' }] }
}

const lineOf = ({ name, numbers, sites, whatsapp }: Listing): Text => {
  const number = numbers.length > 0 ? numbers.join(' / ') : (whatsapp ?? sites[0])
  return number === undefined || number === name
    ? { plain: name }
    : { key: 'directory:line', args: { name, number } }
}

/** The list exists in this language, and the screen of P1 was answered: a way to it stands under Help now. */
export const hasDirectory = ({ contact, conversation, world }: Draft): boolean =>
  contact.remember !== 'unasked' &&
  conversation.locale !== null &&
  world.catalog.key(conversation.locale, 'directory:title', {}) !== null

/** One organisation: what it is for, how it is reached, what that costs, when, in which languages, how sure that is. */
export const listingTexts = (draft: Draft): Text[] => {
  const listing = shown(draft).find(({ id }) => id === slot(draft, 'listing'))
  if (!listing) return [{ key: 'frame:withheld' }]
  const ways: Text[] = [
    ...listing.numbers.map((number) => ({ key: 'directory:call', args: { number } })),
    ...(listing.whatsapp ? [{ key: 'directory:whatsapp', args: { number: listing.whatsapp } }] : []),
    ...listing.sites.map((site) => ({ key: 'directory:site', args: { site } })),
  ]
  const terms = [...termsOf(listing, draft), ...unknownTexts(listing)]
  return [
    { join: [{ plain: listing.name }, { key: `directory:what.${listing.what}` }], by: '\n' },
    ...(ways.length > 0 ? [{ join: ways, by: '\n' }] : []),
    ...(terms.length > 0 ? [{ join: terms }] : []),
    ...certaintyTexts(listing, draft),
    ...hideTexts(draft),
  ]
}

const unknownTexts = ({ cost, hours, languages }: Listing): Text[] =>
  cost === 'unknown' || hours === 'unknown' || languages.length === 0 ? [{ key: 'directory:ask' }] : []

const certaintyTexts = (listing: Listing, draft: Draft): Text[] => {
  const { source } = listing
  const labels: Text[] = [
    ...(isDoubtful(listing) ? [{ key: 'frame:unverified' }] : []),
    ...(isUncalled(listing, draft) ? [{ key: 'directory:not-called' }] : []),
    ...(source?.url ? [sourceLine(source)] : []),
  ]
  return labels.length > 0 ? [{ join: labels }] : []
}
