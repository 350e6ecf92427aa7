import { findingsPage } from '#db/queries/findings.ts';
import type { Finding } from '#services/model/finding.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { digestOf } from '#services/engine/finding-digest.ts';
import { findingsInOneGo } from '../../replay/digest.ts';
import type { Version } from '../organization.ts';
import type { Ended } from '../run.ts';
import { ledgerOf, nameOf } from './ledger.ts';

/**
 * No observation is lost, none is counted twice, and no finding is unfounded: the stored findings equal those of the
 * same objects when read at once. When objects could not be read in time, findings may be missing, but none are added.
 */
export async function checkFindings(ended: Ended): Promise<readonly string[]> {
  const { database, organization, whole, expired } = ended;
  const ledger = await ledgerOf(database.db);
  const rows = await findingsPage(database.db, EVERYTHING, {}, { by: 'severity', descending: true }, { limit: 10_000 });
  const stored = new Map(rows.map(({ finding }) => [finding.id, finding]));
  const wrong: string[] = [];
  for (let era = 0; era <= organization.era; era++) {
    const objects = organization.versions.filter((version) => version.era === era);
    const read = objects.filter((version) => expired.has(era) || ledger.get(nameOf(version))?.state === 'read');
    const expected = inOneGo(ended, read);
    const there = [...expected.keys()].flatMap((id) => stored.get(id) ?? []);
    for (const id of expected.keys()) stored.delete(id);
    if (expired.has(era)) {
      if (whole.has(era))
        wrong.push(...there.map((finding) => `A finding came back from its grave: ${nameFinding(finding)}`));
      continue;
    }
    const isWhole = era === organization.era || whole.has(era);
    wrong.push(...(isWhole ? differences([...expected.values()], there) : excesses(expected, there)));
  }
  wrong.push(
    ...[...stored.values()].map((finding) => `Nothing that was read comes to this finding: ${nameFinding(finding)}`),
  );
  return wrong;
}

function inOneGo({ detection }: Ended, versions: readonly Version[]): ReadonlyMap<string, Finding> {
  const objects = versions.map(({ bucket, key, etag, bytes, source, accountId }) => ({
    object: { bucket, key, etag, sizeBytes: bytes.length, source, accountId, region: 'us-east-1' },
    bytes,
  }));
  return new Map(findingsInOneGo(detection, objects).map((finding) => [finding.id, finding]));
}

function differences(expected: readonly Finding[], stored: readonly Finding[]): readonly string[] {
  if (digestOf(expected) === digestOf(stored)) return [];
  const there = new Map(stored.map((finding) => [finding.id, finding]));
  return expected.flatMap((finding) => {
    const found = there.get(finding.id);
    if (found === undefined) return [`A finding is missing: ${nameFinding(finding)}`];
    if (digestOf([found]) === digestOf([finding])) return [];
    return [
      `A finding says something else than in one go: ${nameFinding(found)}, ${found.service.count} times instead of ${finding.service.count}`,
    ];
  });
}

function excesses(expected: ReadonlyMap<string, Finding>, stored: readonly Finding[]): readonly string[] {
  return stored
    .filter(({ id, service }) => service.count > (expected.get(id)?.service.count ?? 0))
    .map((finding) => `A finding counts more than there was: ${nameFinding(finding)}`);
}

function nameFinding({ id, type, resource }: Finding): string {
  return `${type} of ${resource.id} (${id})`;
}
