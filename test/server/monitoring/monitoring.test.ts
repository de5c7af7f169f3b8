import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { load } from 'js-yaml'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { counters } from '../../../server/metrics.ts'
import { freePort } from '../../support/port.ts'
import { startServer, type TestServer, temporaryFolder, testKey } from '../../support/server.ts'
import { startTelegramStandIn, type TelegramStandIn } from '../../support/telegram-stand-in.ts'

const pathOf = (file: string): string => fileURLToPath(new URL(`../../../server/${file}`, import.meta.url))
const textOf = (file: string): string => readFileSync(pathOf(file), 'utf8')

const Rules = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Wegwijs[A-Z]\w+$/),
          expr: z.string(),
          for: z.string().regex(/^\d+[smh]$/),
          labels: z.strictObject({ severity: z.enum(['critical', 'warning']) }),
          annotations: z.strictObject({
            summary: z.string().max(60),
            description: z.string(),
            runbook: z.string(),
          }),
        }),
      ),
    }),
  ),
})
const Source = z.object({ type: z.literal('prometheus'), uid: z.string().regex(/^\$\{datasource\}$/) })
const Dashboard = z.object({
  uid: z.string(),
  title: z.string(),
  schemaVersion: z.int(),
  templating: z.object({
    list: z.array(
      z.object({
        name: z.literal('datasource'),
        type: z.literal('datasource'),
        query: z.literal('prometheus'),
      }),
    ),
  }),
  panels: z.array(
    z.object({
      id: z.int(),
      type: z.enum(['stat', 'timeseries']),
      title: z.string(),
      description: z.string(),
      datasource: Source,
      gridPos: z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
      targets: z
        .array(
          z.object({ refId: z.string(), datasource: Source, expr: z.string(), legendFormat: z.string() }),
        )
        .min(1),
    }),
  ),
})

const rules = Rules.parse(load(textOf('monitoring/alerts.yaml'))).groups.flatMap((group) => group.rules)
const dashboard = Dashboard.parse(JSON.parse(textOf('monitoring/dashboard.json')))
const exprs = [
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
  ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
]

let server: TestServer
let telegram: TelegramStandIn
let folder: { path: string; remove: () => Promise<void> }
let metrics = ''
const token = 'a-metrics-token'
const read = async (given = token): Promise<Response> =>
  fetch(`${server.url}/metrics`, { headers: { Authorization: `Bearer ${given}` } })

beforeAll(async () => {
  telegram = await startTelegramStandIn()
  folder = await temporaryFolder()
  const env = {
    NODE_ENV: 'production',
    DATA_DIR: folder.path,
    DATA_KEY: testKey,
    METRICS_TOKEN: token,
    PUBLIC_URL: 'http://127.0.0.1:9/',
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_WEBHOOK_SECRET: 'secret-1',
    TELEGRAM_API_ROOT: telegram.url,
  }
  server = await startServer({ env, port: await freePort() })
  telegram.script({ method: 'sendMessage', answer: { code: 500 } })
  const hook = `${server.url}/webhooks/telegram`
  const from = { id: 4711, is_bot: false, first_name: 'A' }
  const chat = { id: 4711, type: 'private', first_name: 'A' }
  const message = { message_id: 1, date: Math.floor(Date.now() / 1000), from, chat, text: 'hello' }
  await telegram.deliver(hook, 'secret-1', { update_id: 1, message })
  await fetch(hook, { method: 'POST', body: '{}' })
  const isSent = async () => (await (await read()).text()).includes('outcome="sent"')
  for (let tries = 0; tries < 200 && !(await isSent()); tries++) await new Promise((r) => setTimeout(r, 100))
  metrics = await (await read()).text()
})
afterAll(async () => {
  await server.stop()
  await telegram.stop()
  await folder.remove()
})

/** Names and labels as a real server gives them; labels of counters from where they are made. */
const labelsOf = (metric: string): string[] | null => {
  const name = metric.replace(/_(bucket|sum|count)$/, '')
  if (!metrics.includes(`# TYPE ${name} `) && !metrics.includes(`# TYPE ${metric} `)) return null
  const counter = counters[metric.replace(/^wegwijs_/, '').replace(/_total$/, '')]
  const seen = [...metrics.matchAll(new RegExp(`^${metric}\\{([^}]*)\\}`, 'gm'))].flatMap(([, all = '']) =>
    [...all.matchAll(/(\w+)=/g)].map(([, label = '']) => label),
  )
  return [...new Set([...(counter?.labels ?? []), ...seen, 'job', 'instance'])]
}

const metricNames = (expr: string): string[] => expr.match(/\bwegwijs_\w+/g) ?? []

describe('figures', () => {
  test('a real server gives them, by token alone, with what just happened', async () => {
    expect((await read('wrong')).status).toBe(401)
    for (const line of [
      'wegwijs_updates_total{outcome="accepted"} 1',
      'wegwijs_webhook_total{channel="telegram",outcome="refused"} 1',
      'wegwijs_deliveries_total{channel="telegram",outcome="failed"} 1',
      'wegwijs_deliveries_total{channel="telegram",outcome="sent"} 1',
      'wegwijs_oldest_work_seconds{queue="due/main"} 0',
      'wegwijs_parked_updates 0',
    ])
      expect(metrics).toContain(line)
    expect(metrics).not.toContain('4711')
  })

  test.each(exprs)('%s asks for what is there', (_, expr) => {
    const names = metricNames(expr)
    expect(names.length + (expr.includes('up{job="wegwijs"}') ? 1 : 0)).toBeGreaterThan(0)
    for (const name of names) expect(labelsOf(name), `${name} is no metric`).not.toBeNull()
    const known = names.flatMap((name) => labelsOf(name) ?? [])
    const grouped = [...expr.matchAll(/\b(?:by|on) \(([^)]*)\)/g)].flatMap(([, all = '']) =>
      all.split(/,\s*/),
    )
    for (const label of grouped) expect(known, `${label} in ${expr}`).toContain(label)
    for (const [, name = '', inner = ''] of expr.matchAll(/(wegwijs_\w+)\{([^}]*)\}/g))
      for (const [, label = ''] of inner.matchAll(/(\w+)[=!]/g)) expect(labelsOf(name)).toContain(label)
  })

  test('every metric is on the dashboard', () => {
    const shown = new Set(
      dashboard.panels.flatMap(({ targets }) => targets.flatMap((one) => metricNames(one.expr))),
    )
    const all = [...metrics.matchAll(/^# TYPE (\w+) (\w+)/gm)].map(([, name = '', type]) =>
      type === 'histogram' ? `${name}_bucket` : name,
    )
    expect(all.filter((name) => !shown.has(name))).toEqual([])
  })

  test('outcomes and queues that alerts name are those of the code', () => {
    const code = ['channel.ts', 'rows.ts', 'inbox.ts', 'telegram/webhook.ts', 'whatsapp/webhook.ts']
      .map(textOf)
      .join('\n')
    const named = rules.flatMap(({ expr }) =>
      [...expr.matchAll(/(?:outcome|queue)=~?"([^"]+)"/g)].flatMap(([, all = '']) => all.split('|')),
    )
    for (const word of new Set(named))
      expect(code).toMatch(new RegExp(`'${word.replace('/main', '')}'|\`${word.split('/')[0]}/`))
  })
})

describe('the files', () => {
  test('every alert has a row in the runbook, and the runbook names no alert that is none', () => {
    const runbook = textOf('RUNBOOK.md')
    for (const { alert, annotations } of rules)
      expect(runbook, `${alert}: the runbook has no row "${annotations.runbook}"`).toContain(
        `| **${annotations.runbook}** |`,
      )
    const names = runbook.match(/Wegwijs[A-Z]\w+/g) ?? []
    const alerts = rules.map(({ alert }) => alert)
    expect(names.length).toBeGreaterThan(5)
    expect(names.filter((name) => !alerts.includes(name))).toEqual([])
    expect(new Set(alerts).size).toBe(alerts.length)
  })

  test('panels have ids of their own and do not lie on each other', () => {
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length)
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, place) => `${x + (place % w)} ${y + Math.floor(place / w)}`),
    )
    expect(new Set(cells).size).toBe(cells.length)
    for (const { gridPos } of dashboard.panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24)
  })

  const promtool = spawnSync('promtool', ['--version']).status === 0
  if (!promtool)
    console.warn(
      'promtool is not installed (Debian: package "prometheus"): the alerts are not played, only read.',
    )
  test.skipIf(!promtool)('promtool takes the rules and plays them', () => {
    const cases = fileURLToPath(new URL('alert-cases.yaml', import.meta.url))
    for (const words of [
      ['check', 'rules', pathOf('monitoring/alerts.yaml')],
      ['check', 'config', '--syntax-only', pathOf('monitoring/prometheus.example.yaml')],
      ['test', 'rules', cases],
    ]) {
      const { status, stdout, stderr } = spawnSync('promtool', words, { encoding: 'utf8' })
      expect(status, `${stdout}\n${stderr}`).toBe(0)
    }
  })
})
