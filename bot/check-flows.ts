import type { Catalog } from './catalog.ts'
import { type ChoiceSpec, type Flow, type Flows, type Next, type Step, typedDay, typedStop } from './flow.ts'
import { wantWays } from './want.ts'

/** A button id is `<asking>.<choice>` in 24 bytes, and an asking takes four and a dot. */
const longestId = 19
const ways = ['@back', '@stay', '@home', '@menu', '@want']
const buttons = ['@back', '@menu', '@language', '@person', '@hide', '@help']

/**
 * Refuses routes that lead nowhere and words that do not exist: an author's mistake, found at start-up.
 * @throws Error with one plain sentence a fault.
 */
export const checkFlows = (flows: Flows, catalog: Catalog): void => {
  const faults = [
    ...Object.values(flows).flatMap((flow) => flowFaults(flow, flows, catalog)),
    ...idFaults(catalog),
    ...wantFaults(flows),
  ]
  if (faults.length > 0) throw new Error(faults.join('\n'))
}

const wantFaults = (flows: Flows): string[] =>
  Object.entries(wantWays).flatMap(([want, { flow, step }]) =>
    flows[flow]?.steps[step]
      ? []
      : [`The want "${want}" leads to ${flow}/${step}, which is no step. Name one in bot/want.ts.`],
  )

const flowFaults = (flow: Flow, flows: Flows, catalog: Catalog): string[] => [
  ...Object.entries(flow.steps).flatMap(([name, step]) =>
    stepFaults(step, flow, flows, catalog).map((fault) => `Flow ${flow.id}, step ${name}: ${fault}`),
  ),
  ...changeFaults(flow).map((fault) => `Flow ${flow.id}: ${fault}`),
  ...(flow.closed ? targetFaults(flow.closed.to, flow, flows) : []).map(
    (fault) => `Flow ${flow.id}, closed: ${fault}`,
  ),
]

const stepFaults = (step: Step, flow: Flow, flows: Flows, catalog: Catalog): string[] => [
  ...step.next.flatMap(({ to }) => targetFaults(to, flow, flows)),
  ...(step.type === 'act' ? [] : step.say).flatMap((say) =>
    typeof say === 'string'
      ? keyFaults(say, 'says', catalog)
      : 'page' in say
        ? pageFaults(say.page, catalog)
        : [],
  ),
  ...(step.type === 'ask' ? choiceFaults(step.choices, step.next, catalog) : openEndFaults(step)),
]

const targetFaults = (to: string, flow: Flow, flows: Flows): string[] => {
  if (to.startsWith('@'))
    return ways.includes(to)
      ? []
      : [`it goes to "${to}", which is no way. One of ${ways.join(', ')} would fit.`]
  const [first = '', second] = to.split('/')
  const [id, step] = second === undefined ? [flow.id, first] : [first, second]
  const target = flows[id]
  if (!target)
    return [`it goes to "${to}", but there is no flow "${id}". There are ${Object.keys(flows).join(', ')}.`]
  return target.steps[step]
    ? []
    : [
        `it goes to "${to}", but flow ${id} has no step "${step}". It has ${Object.keys(target.steps).join(', ')}.`,
      ]
}

const keyFaults = (key: string, what: string, catalog: Catalog): string[] => {
  if (catalog.key('en', key, { count: 1 })) return []
  const [file = '', name = ''] = key.split(':')
  return [
    `it ${what} "${key}", but locales/en/${file}.json has no text "${name}". Write it there, or name one that it has.`,
  ]
}

const pageFaults = (page: string, catalog: Catalog): string[] => {
  const [stage = '', section = ''] = page.split('/')
  const sections = catalog.stage(stage)?.sections
  if (sections?.includes(section)) return []
  return sections
    ? [`it says the page "${page}", but "${stage}" has no such section. It has ${sections.join(', ')}.`]
    : [`it says the page "${page}", but the pack has no "${stage}".`]
}

const choiceFaults = (choices: readonly ChoiceSpec[], nexts: readonly Next[], catalog: Catalog): string[] => {
  const named = choices.flatMap((choice) => ('id' in choice ? [choice] : []))
  const ids = named.map(({ id }) => id)
  const twice = ids.filter((id, index) => ids.indexOf(id) < index)
  return [
    ...twice.map((id) => `two choices have the id "${id}". Give each its own.`),
    ...ids.flatMap(choiceIdFaults),
    ...named.flatMap(({ label }) => keyFaults(label, 'labels a choice', catalog)),
    ...leftFaults(choices, ids, nexts),
  ]
}

const choiceIdFaults = (id: string): string[] => {
  if (id.startsWith('@'))
    return buttons.includes(id)
      ? []
      : [`the choice "${id}" is no command. One of ${buttons.join(', ')} would fit.`]
  const bytes = new TextEncoder().encode(id).length
  return bytes <= longestId
    ? []
    : [`the choice id "${id}" takes ${bytes} bytes; at most ${longestId} fit a button.`]
}

/** Every answer must lead on, and no next may stand where nothing reaches it. */
const leftFaults = (
  choices: readonly ChoiceSpec[],
  ids: readonly string[],
  nexts: readonly Next[],
): string[] => {
  const isListed = choices.some((choice) => 'from' in choice && choice.from !== 'risk')
  const answers = ids.filter((id) => !id.startsWith('@'))
  const open = nexts.findIndex(({ on, when }) => on === undefined && when === undefined)
  const lost = answers.filter(
    (id) => !nexts.some(({ on, when }) => (on === undefined || on === id) && when === undefined),
  )
  return [
    ...lost.map((id) => `no next takes the choice "${id}". Add { on: '${id}', to: … } or a last { to: … }.`),
    ...(isListed && open < 0 ? ['its list of choices needs a last next without "on" and "when".'] : []),
    ...(open >= 0 && open < nexts.length - 1
      ? ['a next stands behind one that takes everything. Put it before.']
      : []),
    ...nexts.flatMap(({ on }) =>
      on === undefined || on === typedDay || on === typedStop || isListed || ids.includes(on)
        ? []
        : [`a next waits for "${on}", which is no choice here. There are ${ids.join(', ')}.`],
    ),
  ]
}

const openEndFaults = (step: Step): string[] => {
  const last = step.next.at(-1)
  if (!last) return step.type === 'say' ? [] : ['it has no next. An act must lead somewhere.']
  return last.on === undefined && last.when === undefined
    ? []
    : ['its last next has a condition. Add a last { to: … } for all other cases.']
}

const changeFaults = (flow: Flow): string[] => [
  ...Object.entries(flow.renamed).flatMap(([old, now]) => [
    ...(flow.steps[old]
      ? [`"${old}" was renamed, but is a step again. A shipped id is never used anew.`]
      : []),
    ...(flow.steps[now] ? [] : [`"${old}" was renamed to "${now}", which is no step.`]),
  ]),
  ...flow.retired
    .filter((old) => flow.steps[old])
    .map((old) => `"${old}" is retired, but is a step again. A shipped id is never used anew.`),
]

const idFaults = (catalog: Catalog): string[] =>
  catalog.phases
    .flatMap(({ id, stages, old }) => [id, ...stages, ...old])
    .flatMap((id) => choiceIdFaults(id).map((fault) => `The pack's phases and stages: ${fault}`))
