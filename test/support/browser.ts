import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright-core'

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** Whether browser tests can run. Says loudly when they are left out; with CI=true a missing Chromium fails. */
export function hasChromium(): boolean {
  if (existsSync(executablePath)) return true
  const left = `Chromium is missing at ${executablePath}: ALL BROWSER TESTS ARE LEFT OUT. Install it with "apt-get install chromium", or name another with CHROMIUM=/path.`
  if (process.env.CI === 'true') throw new Error(left)
  console.warn(`\n${'!'.repeat(60)}\n${left}\n${'!'.repeat(60)}\n`)
  return false
}

export const phone = { width: 390, height: 844 }
export const desk = { width: 1280, height: 800 }

export interface Opened {
  readonly context: BrowserContext
  end(): Promise<void>
}

/** A Chromium of its own, without a trace of an earlier one. */
export async function startBrowser(viewport = phone): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), 'wegwijs-browser-'))
  const context = await chromium.launchPersistentContext(folder, {
    executablePath,
    headless: true,
    viewport,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  return {
    context,
    end: async () => {
      await context.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
