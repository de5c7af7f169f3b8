import { registerHooks } from 'node:module'

/**
 * Given to node by `--import`: the store of the server under test is wrapped, so that the process can be killed at a
 * named place. Nothing in the server knows of it.
 */
registerHooks({
  resolve: (specifier, context, next) =>
    specifier.endsWith('/store/seal.ts') && context.parentURL?.endsWith('/server/open-store.ts')
      ? next(new URL('./killing-store.ts', import.meta.url).href, context)
      : next(specifier, context),
})
