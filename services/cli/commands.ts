import type { AnyCommand } from './command.ts';
import { demo } from './demo.ts';
import { doctor } from './doctor.ts';
import { findingsList } from './findings-list.ts';
import { findingsShow } from './findings-show.ts';
import { intelLookup } from './intel-lookup.ts';
import { intelSync } from './intel-sync.ts';
import { migrate } from './migrate.ts';
import { sample } from './sample.ts';
import { scan } from './scan.ts';
import { serve } from './serve.ts';
import { simulate } from './simulate.ts';

/** Every command, in the order that help shows them. */
export const COMMANDS: readonly AnyCommand[] = [
  demo,
  serve,
  scan,
  findingsList,
  findingsShow,
  intelSync,
  intelLookup,
  doctor,
  simulate,
  sample,
  migrate,
];
