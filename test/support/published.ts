import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('../published/whatsapp/', import.meta.url)
const names = readdirSync(folder).map((name) => name.replace(/\.json$/, ''))

/** An example that Meta publishes, with values of ours: test/published/README.md. */
export const published = (name: string) =>
  JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as ReturnType<typeof JSON.parse>

export const errors = names.filter((name) => /^error-\d/.test(name))
export const requests = names.filter((name) => /^(send|read)-/.test(name))
export const webhooks = names.filter((name) => ![...errors, ...requests].includes(name))
