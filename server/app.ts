import { Hono } from 'hono'
import { guardAnswers } from './answer-headers.ts'
import type { Metrics } from './metrics.ts'
import type { Store } from './store/store.ts'
import { sameSecret } from './wire/body.ts'

export interface AppDeps {
  readonly store: Store
  readonly metrics: Metrics
  /** Null token and not open: `/metrics` is off. */
  readonly metricsGate: { readonly token: string | null; readonly open: boolean }
  /** Sub-apps by path: webhooks of the channels that are on, the simulator. */
  readonly mounts: Readonly<Record<string, Hono>>
  /** Names under which simulator and metrics answer; null for every name. */
  readonly hosts: readonly string[] | null
  readonly isStopping: () => boolean
}

/** The HTTP app: health, readiness, metrics, and whatever is mounted. */
export const createApp = (deps: AppDeps): Hono => {
  const app = new Hono()
  app.use(guardAnswers)
  app.get('/healthz', (context) => context.text('ok'))
  app.get('/readyz', async (context) => {
    if (deps.isStopping()) return context.text('This process is stopping.', 503)
    try {
      await deps.store.ping()
      return context.text('ready')
    } catch {
      return context.text('The store does not answer.', 503, { 'Retry-After': '5' })
    }
  })
  for (const path of ['/metrics', '/simulator', '/simulator/*'])
    app.use(path, async (context, next) => {
      // Another site's name that was pointed at this machine must not reach what is meant for this machine alone.
      const { hostname } = new URL(context.req.url)
      if (deps.hosts && !deps.hosts.includes(hostname)) return context.text('Not under this name.', 403)
      return next()
    })
  app.get('/metrics', async (context) => {
    const { token, open } = deps.metricsGate
    const given = context.req.header('Authorization')?.replace(/^Bearer /, '') ?? ''
    const allowed = token === null ? open : sameSecret(given, token)
    if (!allowed)
      return context.text('Metrics need METRICS_TOKEN, sent as a bearer token.', token === null ? 404 : 401)
    return context.body(await deps.metrics.text(), 200, { 'Content-Type': deps.metrics.contentType })
  })
  for (const [path, sub] of Object.entries(deps.mounts)) app.route(path, sub)
  app.notFound((context) => context.text('There is nothing here.', 404))
  app.onError((_error, context) => context.text('Something went wrong here. Try again.', 500))
  return app
}
