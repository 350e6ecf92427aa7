import { openDatabase } from '#db/client.ts';
import { commitTurn, type Turn } from '#db/queries/commit.ts';
import { storedFindings, type StoredFinding } from '#db/queries/turn.ts';
import { ORIGINS_MAX, type Finding } from '#services/model/finding.ts';
import type { Origin } from '#services/model/observation.ts';
import type { Config } from '../../config.ts';
import { counted, number } from '#services/model/numbers.ts';

/**
 * Keeps findings in the database. One that is there already is extended: it never loses what it has, and the same scan
 * done again changes nothing but the time of update.
 *
 * @returns what was done, as a sentence
 */
export async function storeFindings(
  config: Pick<Config, 'databaseUrl'>,
  findings: readonly Finding[],
): Promise<string> {
  const database = await openDatabase(config.databaseUrl);
  try {
    const ids = findings.map(({ id }) => id);
    for (;;) {
      const stored = await storedFindings(database.db, ids);
      // A worker may change a finding between our reading and our writing: then nothing is written, and we read again.
      if (!(await commitTurn(database.db, turnOf(findings, stored, new Date()), async () => {}))) continue;
      const fresh = ids.filter((id) => !stored.has(id)).length;
      return `Kept ${counted(ids.length, 'finding')} in the database, ${number(fresh)} of them new.`;
    }
  } finally {
    await database.close();
  }
}

function turnOf(findings: readonly Finding[], stored: ReadonlyMap<string, StoredFinding>, now: Date): Turn {
  return {
    id: `scan ${now.toISOString()}`,
    partition: 'scan',
    now,
    intelVersion: 'scan',
    settingsVersion: 'scan',
    reports: [],
    contentHashes: new Map(),
    leftOut: [],
    postponed: [],
    tallies: [],
    findings: findings.map((finding) => {
      const known = stored.get(finding.id);
      if (known !== undefined) return { ...extended(known, finding, now), previous: known.finding.updatedAt };
      return { finding, memory: undefined, previous: undefined };
    }),
    observations: [],
    deliveries: [],
    coverage: [],
  };
}

function extended(known: StoredFinding, finding: Finding, now: Date): StoredFinding {
  const [before, after] = [known.finding.service, finding.service];
  const later = after.eventLastSeen >= before.eventLastSeen;
  const words = later ? finding : known.finding;
  return {
    memory: undefined,
    finding: {
      ...words,
      severity: Math.max(known.finding.severity, finding.severity),
      createdAt: known.finding.createdAt,
      updatedAt: new Date(Math.max(now.getTime(), Date.parse(known.finding.updatedAt) + 1)).toISOString(),
      service: {
        ...words.service,
        archived: before.archived,
        count: Math.max(before.count, after.count),
        eventFirstSeen: before.eventFirstSeen < after.eventFirstSeen ? before.eventFirstSeen : after.eventFirstSeen,
        eventLastSeen: words.service.eventLastSeen,
        evidence: { ...words.service.evidence, origins: joined(before.evidence.origins, after.evidence.origins) },
      },
    },
  };
}

function joined(before: readonly Origin[], after: readonly Origin[]): readonly Origin[] {
  const byPlace = new Map([...before, ...after].map((origin) => [`${origin.object} ${origin.position}`, origin]));
  return [...byPlace.values()].toSorted((a, b) => (a.time < b.time ? -1 : 1)).slice(0, ORIGINS_MAX);
}
