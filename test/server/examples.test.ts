import { expect, test } from 'vitest'
import { buildCatalog } from '../../server/catalog.ts'
import { readWhole } from '../../server/content.ts'
import { parseExamples } from '../../server/example-file.ts'
import { dangerSources, readExamples, topicSources } from '../../server/examples.ts'
import { filesIn } from '../../server/files.ts'
import { learntFaults } from '../../server/learnt-check.ts'

const layer = readWhole()
const parse = (text: string) => parseExamples('x.md', text, ['work', 'bank'])

test('examples stand under headings', () => {
  expect(parse('# work\n\n- may i work\n- job?\n# bank\n- iban').examples).toEqual([
    { heading: 'work', text: 'may i work', line: 3 },
    { heading: 'work', text: 'job?', line: 4 },
    { heading: 'bank', text: 'iban', line: 6 },
  ])
})

test.each([
  ['# wrok\n- a', 'x.md, line 1: the heading "wrok" is none of work, bank.'],
  [
    '# work\n- Can I work?\n# bank\n- can i work',
    'x.md, line 4: "can i work" stands in line 2 too. Keep one.',
  ],
  ['- may i work', 'x.md, line 1: "may i work" stands before the first heading.'],
  ['# work\nmay i work', 'x.md, line 2: a line is "# heading" or "- example"; this is neither.'],
  ['# work\n- ?!', 'x.md, line 2: "?!" holds no word.'],
  [`# work\n- ${'a'.repeat(401)}`, 'x.md, line 2: the example has 401 letters; 400 at most.'],
])('a fault is said plainly: %j', (text, sentence) => {
  expect(parse(text).faults.join('\n')).toContain(sentence)
})

test('a changed example, word or keyword makes a model stale, and it is said so', () => {
  const examples = readExamples(filesIn(), layer)
  const changed = {
    ...layer,
    senses: { ...layer.senses, en: { before: 1, senses: layer.senses.en!.senses } },
  }
  expect(dangerSources(changed, examples)).not.toBe(dangerSources(layer, examples))
  expect(topicSources(changed, examples)).not.toBe(topicSources(layer, examples))
  const asked = { ...layer, topicSenses: { ...layer.topicSenses, en: { work: ['job*'] } } }
  expect(topicSources(asked, examples)).not.toBe(topicSources(layer, examples))
  // Danger is learnt beside what topics say.
  expect(dangerSources(asked, examples)).not.toBe(dangerSources(layer, examples))
  expect(learntFaults(filesIn(), changed).join('\n')).toContain('Run "npm run learn"')
  const unknown = { ...layer, senses: { ...layer.senses, nl: { before: 0, senses: { killl: ['dood'] } } } }
  expect(learntFaults(filesIn(), unknown)).toEqual([
    'locales/nl/senses.json: the sense "killl" is not in the English file. Use a name from there.',
  ])
  const misnamed = { ...layer, topicSenses: { ...layer.topicSenses, nl: { wrok: ['werk*'] } } }
  expect(learntFaults(filesIn(), misnamed)).toEqual([
    'locales/nl/topic-senses.json: the sense "wrok" is not in the English file. Use a name from there.',
  ])
})

test('a Catalog learns nothing at start: the models are read when first wanted', () => {
  let reads = 0
  const counted = (): null => {
    reads++
    return null
  }
  const catalog = buildCatalog([layer], { goLive: false }, { danger: counted, topics: counted })
  expect(reads).toBe(0)
  expect(catalog.ask('can i work', 'en')).toEqual([])
  expect(catalog.dangerIndex().learnt).toBeNull()
  expect(reads).toBe(2)
})
