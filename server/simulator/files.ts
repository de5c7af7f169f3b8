import { readdirSync, readFileSync } from 'node:fs'

export interface PageFile {
  readonly text: string
  readonly type: string
}

const folder = new URL('./browser/', import.meta.url)
const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
}

/** What the page needs, by name, read once: nothing outside the folder can be asked for. */
export const loadFiles = (): ReadonlyMap<string, PageFile> => {
  const files = new Map<string, PageFile>()
  for (const name of readdirSync(folder)) {
    const type = types[name.split('.').at(-1) ?? '']
    if (type) files.set(name, { text: readFileSync(new URL(name, folder), 'utf8'), type })
  }
  return files
}
