import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { load } from 'js-yaml'
import { z } from 'zod'

/** A fault of structure in content or locales: file, what was found, what would fit. Start-up fails with it. */
export class ContentFault extends Error {
  override name = 'ContentFault'
}

const image = fileURLToPath(new URL('..', import.meta.url))

export interface Where {
  /** The folder that holds `locales/` and `content/`; the image's own unless said. */
  readonly root?: string
  readonly pack?: string
}

/** A folder of files, each read through a schema; every fault names the file. */
export interface Files {
  read<T>(schema: z.ZodType<T>, path: string): T
  text(path: string): string
  bytes(path: string): Buffer
  has(path: string): boolean
  folders(path: string): string[]
  names(path: string, ending: string): string[]
}

export const filesIn = (root: string = image): Files => {
  const text = (path: string) => readFileSync(join(root, path), 'utf8')
  return {
    text,
    bytes: (path) => readFileSync(join(root, path)),
    has: (path) => existsSync(join(root, path)),
    read: (schema, path) => {
      const parsed = schema.safeParse(parseText(path, text(path)))
      if (parsed.success) return parsed.data
      throw new ContentFault(`${path}: ${z.prettifyError(parsed.error)}`)
    },
    folders: (path) =>
      readdirSync(join(root, path)).filter((name) => statSync(join(root, path, name)).isDirectory()),
    names: (path, ending) => readdirSync(join(root, path)).filter((name) => name.endsWith(ending)),
  }
}

export const parseText = (path: string, text: string): unknown => {
  try {
    return path.endsWith('.json') ? JSON.parse(text) : load(text)
  } catch (error) {
    throw new ContentFault(
      `${path} cannot be read: ${error instanceof Error ? error.message : 'unknown fault'}`,
    )
  }
}
