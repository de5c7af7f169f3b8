// The test command: sees to it that a real Redis and a real Chromium are there, then runs everything.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  console.error(
    `The tests need Node 24 and found Node ${process.versions.node}. Run "npm ci" first, without --ignore-scripts.`,
  )
  process.exit(1)
}

const wanted = [
  {
    name: 'redis-server',
    paths: ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/opt/homebrew/bin/redis-server'],
    packages: ['redis-server'],
  },
  {
    name: 'chromium',
    paths: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
    packages: ['chromium', 'fonts-noto-core'],
  },
]
const missing = () => wanted.filter(({ paths }) => !paths.some((path) => existsSync(path)))
const isCi = process.env.CI === 'true'
const isRoot = process.getuid?.() === 0
const hasApt = existsSync('/usr/bin/apt-get')

const packages = missing().flatMap((one) => one.packages)
const command = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`
if (packages.length > 0 && hasApt && (isRoot || isCi)) {
  console.log(`Installing what the tests need: ${packages.join(', ')} (this happens once).`)
  const sudo = isRoot ? '' : 'sudo '
  try {
    const line = command.replaceAll('apt-get', `${sudo}DEBIAN_FRONTEND=noninteractive apt-get -q`)
    execFileSync('sh', ['-c', line], { stdio: ['ignore', 'ignore', 'inherit'] })
  } catch {
    console.error(
      `They could not be installed. Run this yourself, then the tests again:\n  sudo sh -c '${command}'`,
    )
  }
}
const left = missing().map(({ name }) => name)
if (left.length > 0) {
  const say = `NOT TESTED: everything that needs ${left.join(' and ')}. To install: sudo sh -c '${command}'`
  console.error(`\n${'!'.repeat(78)}\n${say}\n${'!'.repeat(78)}\n`)
  if (isCi) process.exit(1)
}

const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url))
const config = fileURLToPath(new URL('../vitest.config.ts', import.meta.url))
const given = process.argv.slice(2)
const heavy = ['test/server/kill', 'test/server/faults']
// The short form of the campaigns; at length they are played by `npm run test:long`.
const campaigns = ['test/campaign', 'test/audit']
// What measures or kills goes last and by itself: on a busy machine it would measure the other tests.
// Build machines are shared, so there a failed test is played once more and marked "retry"; here nothing is repeated.
const again = isCi ? ['--retry', '1'] : []
const runs =
  given.length > 0
    ? [given]
    : [
        [...heavy, ...campaigns].flatMap((folder) => ['--exclude', `${folder}/**`]),
        ['test/server/faults/ready.test.ts'],
        [...heavy, '--exclude', 'test/server/faults/ready.test.ts', '--maxWorkers', '2'],
        [...campaigns, '--maxWorkers', '2'],
      ]
const failed = runs.filter(
  (run) =>
    spawnSync(process.execPath, [vitest, 'run', '--config', config, ...again, ...run], { stdio: 'inherit' })
      .status !== 0,
)
if (left.length > 0) console.error(`\nNOT TESTED: everything that needs ${left.join(' and ')}.`)
if (failed.length > 0) {
  console.error(`\n${failed.length} of ${runs.length} parts failed; look for FAIL above.`)
  process.exit(1)
}
if (left.length === 0) console.log('\nAll tests passed. Next: "npm start" and talk to it in your browser.')
