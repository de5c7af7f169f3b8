import { expect, test } from 'vitest'
import { riskIn } from '../../bot/safety.ts'
import { setting } from '../support/bot.ts'

const { catalog } = setting()

/** Questions on the procedure and wants; cries for help that are noticed alone. */
const said: Readonly<Record<string, { asks: readonly string[]; cries: readonly string[] }>> = {
  en: {
    asks: [
      'how do I appeal the decision',
      'what documents do I need to bring',
      'where am I in the procedure',
    ],
    cries: ['my husband is hitting me now', 'my baby is not breathing', 'a man is at the door with a knife'],
  },
  nl: {
    asks: ['hoe ga ik in beroep', 'verwijder mijn gegevens', 'waar ben ik in de procedure'],
    cries: ['ik wil niet meer leven', 'de politie neemt mij nu mee', 'mijn baby ademt niet meer'],
  },
  fr: {
    asks: ['quels documents dois-je apporter', 'supprimez mes données', 'puis-je avoir un avocat'],
    cries: ['mon bébé ne respire plus', 'je ne veux plus vivre', 'la police m’emmène maintenant'],
  },
  ar: {
    asks: ['كيف أستأنف القرار', 'احذف بياناتي', 'هل يمكنني العمل'],
    cries: ['زوجي يضربني الآن', 'طفلي لا يتنفس', 'أنزف كثيرًا وأنا حامل'],
  },
  ti: {
    asks: ['እንታይ ወረቓቕቲ ከምጽእ ኣለኒ', 'መን ክሕግዘኒ ይኽእል', 'ደብዳበ መጺኡኒ'],
    cries: ['ድሕሪ ሕጂ ክነብር ኣይደልን', 'ሰብኣየይ ሕጂ ይወቅዓኒ ኣሎ', 'ቆልዓይ ኣየተንፍስን ኣሎ'],
  },
}

test.each(Object.entries(said))('a question hides no cry for help beside it: %s', (tag, { asks, cries }) => {
  const comma = tag === 'ar' ? '،' : ','
  const both = asks.flatMap((ask) =>
    cries.flatMap((cry) => [`${ask}${comma} ${cry}`, `${cry}${comma} ${ask}`]),
  )
  expect(cries.filter((cry) => !riskIn(cry, catalog, tag))).toEqual([])
  expect(both.filter((text) => !riskIn(text, catalog, tag))).toEqual([])
})
