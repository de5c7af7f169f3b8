import type { Flow, Flows } from '../bot/flow.ts'
import { adult } from './adult.ts'
import { child } from './child.ts'
import { data } from './data.ts'
import { dates } from './dates.ts'
import { day } from './day.ts'
import { directory } from './directory.ts'
import { documents } from './documents.ts'
import { follow } from './follow.ts'
import { help } from './help.ts'
import { home } from './home.ts'
import { language } from './language.ts'
import { letter } from './letter.ts'
import { menu } from './menu.ts'
import { permit } from './permit.ts'
import { person } from './person.ts'
import { stage } from './stage.ts'
import { topic } from './topic.ts'
import { walk } from './walk.ts'
import { welcome } from './welcome.ts'
import { where } from './where.ts'

const all: readonly Flow[] = [
  language,
  welcome,
  home,
  menu,
  help,
  letter,
  day,
  dates,
  permit,
  follow,
  person,
  where,
  adult,
  stage,
  child,
  topic,
  walk,
  documents,
  directory,
  data,
]

/** Every flow by its id. */
export const flows: Flows = Object.fromEntries(all.map((flow) => [flow.id, flow]))
