import type { Listing } from './catalog.ts'
import type { Draft } from './draft.ts'
import { spanText } from './hours.ts'
import type { Text } from './message.ts'

/** Whether somebody of ours has called the number by now. */
const wasCalled = ({ calledOn }: Listing, { world }: Draft): boolean =>
  calledOn !== null && calledOn <= world.now.toZonedDateTimeISO(world.zone).toPlainDate().toString()

export const isUncalled = (listing: Listing, draft: Draft): boolean =>
  (listing.numbers.length > 0 || listing.whatsapp !== null) && !wasCalled(listing, draft)

/** Free or paid, when, in which languages: what is known of it, in words that every locale has (P8). */
export const termsOf = (listing: Listing, { world }: Draft, locale?: string): Text[] => {
  const own = locale === undefined ? {} : { locale }
  const cost: Text[] = listing.cost === 'unknown' ? [] : [{ key: `safety:cost.${listing.cost}`, ...own }]
  const names = listing.languages.flatMap(
    (tag) => world.catalog.locales.find((one) => one.tag === tag)?.name ?? [],
  )
  const languages: Text[] =
    names.length > 0 ? [{ key: 'safety:languages', args: { languages: names.join(', ') }, ...own }] : []
  return [...cost, ...hoursOf(listing, own), ...languages]
}

const hoursOf = ({ hours }: Listing, own: { readonly locale?: string }): Text[] => {
  if (hours === 'unknown') return []
  if (hours === 'always') return [{ key: 'safety:always', ...own }]
  return [
    {
      key: 'contact:hours',
      args: { hours: { join: hours.map((span) => spanText(span)), by: '; ' } },
      ...own,
    },
  ]
}

/** The numbers a crisis text shows beside its own: only those that somebody called (P8), never 112 for an arrest. */
export const crisisTexts = (danger: string, draft: Draft, locale: string): Text[] =>
  draft.world.catalog.directory.listings
    .filter((listing) => listing.crisis.includes(danger) && wasCalled(listing, draft))
    .flatMap((listing): Text[] => {
      const [number] = listing.numbers
      if (number === undefined || (danger === 'arrest' && number === '112')) return []
      const call: Text = { key: 'safety:also', args: { name: listing.name, number }, locale }
      return [{ join: [call, ...termsOf(listing, draft, locale)] }]
    })
