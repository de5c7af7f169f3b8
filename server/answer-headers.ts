import type { MiddlewareHandler } from 'hono'

/** What every answer says; the simulator's page has a policy of its own, which stands. */
export const answerHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy':
    'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
}

const transport = 'Strict-Transport-Security'

/** hono's secureHeaders replaces what a part of the app said before; this adds what is missing. */
export const guardAnswers: MiddlewareHandler = async (context, next) => {
  await next()
  for (const [name, value] of Object.entries(answerHeaders))
    if (!context.res.headers.has(name)) context.res.headers.set(name, value)
  // A browser that heard it from the simulator on localhost would refuse http for every program there.
  if (!context.req.path.startsWith('/simulator'))
    context.res.headers.set(transport, 'max-age=31536000; includeSubDomains')
}
