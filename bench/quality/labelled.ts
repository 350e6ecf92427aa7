import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { anomalyIn } from '#services/model/anomaly.ts';
import { fileReader } from '#services/cli/scan/file-reader.ts';
import { scanObjects } from '#services/cli/scan/scan-objects.ts';
import { openDetection, type Detection } from '#services/detection.ts';
import { createIntel } from '#services/intel/snapshot.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import type { Finding } from '#services/model/finding.ts';
import { TEXT_MB_MAX } from '#services/model/object-bound.ts';
import { ended, reasonOf } from '#services/model/sentence.ts';

/** Stories of a labelled set: a file each, and the ids of the attack's events. */
const LABELS = z.object({
  cases: z
    .array(z.object({ case: z.string(), file: z.string(), attack_event_ids: z.array(z.string()).default([]) }))
    .default([]),
});

export interface Told {
  readonly type: string;
  readonly severity: number;
  readonly isAnomaly: boolean;
  /** Whether at least half of the finding's events belong to the attack. */
  readonly isAboutAttack: boolean;
}

export interface Story {
  readonly set: string;
  readonly name: string;
  readonly hasAttack: boolean;
  /** Number of account-days in the story. */
  readonly accountDays: number;
  readonly told: readonly Told[];
}

/** Reads every labelled story below a folder as a scan does, each separately, without threat lists. */
export async function* readStories(folder: string, detectors: readonly AnyDetector[]): AsyncGenerator<Story> {
  const intel = createIntel({ lists: [], systems: NOTHING, countries: NOTHING, ranges: undefined });
  for (const set of readdirSync(folder).toSorted()) {
    const labels = `${folder}/${set}/labels.json`;
    if (!existsSync(labels)) continue;
    for (const { case: name, file, attack_event_ids } of labelsIn(labels)) {
      const attack = new Set(attack_event_ids);
      const path = `${folder}/${set}/${file}`;
      yield {
        set,
        name,
        hasAttack: attack.size > 0,
        accountDays: accountDaysOf(path),
        told: await tell(path, attack, await openDetection({ detectors, intel })),
      };
    }
  }
}

function labelsIn(path: string) {
  try {
    return LABELS.parse(JSON.parse(readFileSync(path, 'utf8'))).cases;
  } catch (cause) {
    throw new Error(`${path}: ${ended(reasonOf(cause))}`, { cause });
  }
}

const NOTHING = { name: 'none', version: 'none', open: () => ({ find: () => undefined }) };

async function tell(path: string, attack: ReadonlySet<string>, detection: Detection): Promise<readonly Told[]> {
  const object = {
    bucket: '',
    key: path,
    etag: '',
    sizeBytes: 0,
    source: undefined,
    accountId: undefined,
    region: undefined,
  };
  const store = fileReader(TEXT_MB_MAX);
  using outcome = await scanObjects([object], { detection, store, now: new Date(0), onReport: () => undefined });
  return Array.from(outcome.findings, (finding) => toldOf(finding, attack));
}

function toldOf({ type, severity, service }: Finding, attack: ReadonlySet<string>): Told {
  const { origins } = service.evidence;
  const about = origins.filter(({ id }) => id !== null && attack.has(id)).length;
  return {
    type,
    severity,
    isAnomaly: anomalyIn(service.additionalInfo) !== undefined,
    isAboutAttack: about > 0 && about * 2 >= origins.length,
  };
}

function accountDaysOf(path: string): number {
  const text = gunzipSync(readFileSync(path)).toString();
  const days = new Set<string>();
  const accounts = new Set<string>();
  for (const [, day = ''] of text.matchAll(/"eventTime":\s*"(\d{4}-\d\d-\d\d)/g)) days.add(day);
  for (const [, account = ''] of text.matchAll(/"recipientAccountId":\s*"(\d{12})"/g)) accounts.add(account);
  return Math.max(1, days.size) * Math.max(1, accounts.size);
}
