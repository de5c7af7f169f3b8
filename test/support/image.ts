import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

/** One instruction of a Dockerfile, continued lines joined. */
interface Instruction {
  readonly word: string
  readonly rest: string
}

export interface Image {
  /** The root of its files; everything below `/` of the container. */
  readonly root: string
  readonly env: Readonly<Record<string, string>>
  readonly workdir: string
  readonly user: string
  readonly volumes: readonly string[]
  readonly health: readonly string[]
  readonly cmd: readonly string[]
}

type Draft = { -readonly [Key in keyof Image]: Image[Key] } & { env: Record<string, string> }

export const parseDockerfile = (text: string): Instruction[] =>
  text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, word = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? []
      return { word, rest }
    })

const listOf = (rest: string): string[] => JSON.parse(rest.slice(rest.indexOf('['))) as string[]

// What the base image brings: its users, and the places where the machine's own /usr and devices appear.
const passwd = 'root:x:0:0:root:/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\n'
const layBase = (root: string): void => {
  for (const folder of ['usr', 'proc', 'dev', 'tmp', 'etc', 'runtime', 'home/node'])
    mkdirSync(join(root, folder), { recursive: true })
  for (const link of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${link}`, join(root, link))
  writeFileSync(join(root, 'etc/passwd'), passwd)
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\nnode:x:1000:\n')
  chmodSync(root, 0o755)
}

// A mount namespace of its own: what is mounted here goes with the process. `$1` root, `$2` ro or rw, `$3` user, `$4` folder.
const inside = `set -e
R=$1; MODE=$2; USER_IDS=$3; DIR=$4; NODE=$5; shift 5
mount --bind "$R" "$R"
mount --rbind /dev "$R/dev"; mount --rbind /proc "$R/proc"
mount --bind /usr "$R/usr"; mount -o remount,ro,bind "$R/usr"
mount --bind "$NODE" "$R/runtime"; mount -o remount,ro,bind "$R/runtime"
if [ "$MODE" = ro ]; then
  mount -t tmpfs tmpfs "$R/tmp"; chmod 1777 "$R/tmp"
  for V in $VOLUMES; do mount --bind "$R$V" "$R$V"; done
  mount -o remount,ro,bind "$R"
fi
exec chroot --userspec="$USER_IDS" "$R" /bin/sh -c 'cd "$0" && exec "$@"' "$DIR" "$@"`

const ids: Readonly<Record<string, string>> = { root: '0:0', node: '1000:1000' }

/** Words for `spawn`: a command in the image, read-only but for /tmp and the volumes, as its own user. */
const wordsFor = (image: Image, command: readonly string[], mode: 'ro' | 'rw'): string[] => {
  const node = dirname(process.execPath)
  const user = ids[image.user] ?? image.user
  return ['--mount', 'sh', '-c', inside, 'sh', image.root, mode, user, image.workdir, node, ...command]
}

const envFor = (image: Image, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  ...image.env,
  ...more,
  PATH: '/runtime:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
  VOLUMES: image.volumes.join(' '),
})

/** Runs one command in the image and waits for its end; the process goes on meanwhile, as stand-ins live in it. */
export const runInImage = async (
  image: Image,
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ status: number | null; said: string }> => {
  const child = spawn('unshare', wordsFor(image, command, 'ro'), { env: envFor(image, env) })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += chunk
    })
  const [status] = await once(child, 'close')
  return { status, said }
}

export const startImage = (image: Image, env: Readonly<Record<string, string>>): ChildProcess =>
  spawn('unshare', wordsFor(image, image.cmd, 'ro'), {
    env: envFor(image, env),
    stdio: ['ignore', 'pipe', 'pipe'],
  })

/** True where this machine lets us mount in a namespace of our own: root, and a kernel that allows it. */
export const canMount = (): boolean =>
  spawnSync('unshare', ['--mount', 'mount', '--bind', '/usr', '/usr']).status === 0

/** Takes the Dockerfile's steps one by one, without an engine. @throws Error at a step it does not know or that fails */
export const buildImage = (context: string, to: string): Image => {
  const stages = new Map<string, Draft>()
  let at: Draft | null = null
  for (const one of parseDockerfile(readFileSync(join(context, 'Dockerfile'), 'utf8'))) {
    if (one.word === 'FROM') at = begin(one.rest, to, stages)
    else if (at === null) throw new Error(`The Dockerfile has ${one.word} before FROM.`)
    else take(one, at, context, stages)
  }
  if (at === null) throw new Error('The Dockerfile has no FROM.')
  return at
}

const begin = (rest: string, to: string, stages: Map<string, Draft>): Draft => {
  const [base = '', , name = String(stages.size)] = rest.split(/\s+/)
  if (!/^node:24(\D|$)/.test(base))
    throw new Error(`The base image ${base} is not Node 24: this script knows no other.`)
  const root = join(to, name)
  mkdirSync(root, { recursive: true })
  layBase(root)
  const fresh: Draft = { root, env: {}, workdir: '/', user: 'root', volumes: [], health: [], cmd: [] }
  stages.set(name, fresh)
  return fresh
}

const take = ({ word, rest }: Instruction, at: Draft, context: string, stages: Map<string, Draft>): void => {
  if (word === 'ENV')
    for (const [, name = '', value = ''] of rest.matchAll(/(\w+)=(\S+)/g)) at.env[name] = value
  else if (word === 'WORKDIR') {
    at.workdir = rest
    mkdirSync(join(at.root, rest), { recursive: true })
  } else if (word === 'COPY') copy(rest, at, context, stages)
  else if (word === 'RUN') run(rest, at)
  else if (word === 'USER') at.user = rest
  else if (word === 'VOLUME') at.volumes = listOf(rest)
  else if (word === 'HEALTHCHECK') at.health = listOf(rest.slice(rest.indexOf('CMD')))
  else if (word === 'CMD') at.cmd = listOf(rest)
  else if (word !== 'EXPOSE') throw new Error(`The Dockerfile has ${word}, which this script does not know.`)
}

const copy = (rest: string, at: Draft, context: string, stages: Map<string, Draft>): void => {
  const words = rest.split(/\s+/)
  const from = /^--from=(.+)$/.exec(words[0] ?? '')?.[1]
  const source = from === undefined ? context : stages.get(from)?.root
  if (source === undefined) throw new Error(`The Dockerfile copies from the stage ${from}, which is none.`)
  const paths = words.slice(from === undefined ? 0 : 1)
  const target = paths.pop() ?? '.'
  for (const path of paths) {
    const into = target.endsWith('/') ? join(target, basename(path)) : target
    cpSync(join(source, path), join(at.root, resolve(at.workdir, into)), { recursive: true })
  }
}

/** npm runs on this machine, in the stage's folder, as it needs its network and settings; all else runs inside. */
const run = (line: string, at: Draft): void => {
  const cwd = join(at.root, at.workdir)
  const { status, stderr } = line.startsWith('npm ')
    ? spawnSync('sh', ['-c', `${line} --prefer-offline`], { cwd, encoding: 'utf8' })
    : spawnSync('unshare', wordsFor(at, ['/bin/sh', '-c', line], 'rw'), { env: envFor(at), encoding: 'utf8' })
  if (status !== 0) throw new Error(`The step "RUN ${line}" failed: ${stderr}`)
}

// `node test/support/image.ts <folder>`: lays the image's files there and says how to look at them.
if (process.argv[1]?.endsWith('support/image.ts')) {
  const [, , to = ''] = process.argv
  if (to === '' || existsSync(to) || !canMount()) {
    console.error(
      'Name a folder that does not exist yet, and run this as root on Linux: it mounts in a namespace of its own.',
    )
    process.exit(2)
  }
  const image = buildImage(join(import.meta.dirname, '..', '..'), resolve(to))
  console.log(`The image lies in ${image.root}: it would run "${image.cmd.join(' ')}" as ${image.user}.`)
}
