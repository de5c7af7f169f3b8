import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Layer, stageFolder, textHash } from './content.ts'

export interface Stamped {
  readonly root: string
  readonly pack: string
  /** Only this stage, this locale, these sections; everything unless said. */
  readonly only?: { readonly stage: string; readonly locale: string; readonly sections: readonly string[] }
}

/**
 * Says in each translation from which source text it was made: `from` in its front matter.
 * Whoever stamps has read the translation beside the source.
 * @returns the files that changed
 */
export const stamp = (layer: Layer, { root, pack, only }: Stamped): string[] => {
  const source = layer.pack?.sourceLocale ?? 'nl'
  return Object.entries(layer.stageTexts).flatMap(([stage, texts]) =>
    Object.keys(texts)
      .filter((tag) => tag !== source && (!only || (only.stage === stage && only.locale === tag)))
      .flatMap((tag) => {
        const from = stampsOf(layer, { stage, tag, source, sections: only?.sections ?? [] })
        return writeFrom(join(root, stageFolder(pack, stage), `${tag}.md`), from)
      }),
  )
}

const stampsOf = (
  layer: Layer,
  {
    stage,
    tag,
    source,
    sections,
  }: { stage: string; tag: string; source: string; sections: readonly string[] },
): Record<string, string> => {
  const original = layer.stageTexts[stage]?.[source]?.texts ?? {}
  const before = layer.stageTexts[stage]?.[tag]?.from ?? {}
  const from: Record<string, string> = {}
  for (const section of ['title', 'short', ...Object.keys(layer.stages[stage]?.sections ?? {})]) {
    const words = original[section]
    const isAsked = sections.length === 0 || sections.includes(section)
    const hash = isAsked && words !== undefined ? textHash(words) : before[section]
    if (hash !== undefined) from[section] = hash
  }
  return from
}

/** Quoted, since a hash may look like a number to YAML. */
const writeFrom = (path: string, from: Readonly<Record<string, string>>): string[] => {
  const text = readFileSync(path, 'utf8')
  const lines = Object.entries(from).map(([section, hash]) => `  ${section}: '${hash}'\n`)
  const stamped = text.replace(/^---\n([\s\S]*?\n)---\n/, (_, front: string) => {
    const rest = front.replace(/^from:.*\n(?:[ \t]+.*\n)*/m, '')
    return `---\n${rest}from:\n${lines.join('')}---\n`
  })
  if (stamped === text) return []
  writeFileSync(path, stamped)
  return [path]
}
