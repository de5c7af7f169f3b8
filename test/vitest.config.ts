import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['test/**/*.test.ts'],
    // A busy machine is no fault of the code: what must be quick is measured where it is asserted.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Test files start servers, stores and browsers of their own.
    maxWorkers: 4,
  },
})
