import { readFileSync } from 'node:fs';
import { describe, expect, inject, test } from 'vitest';
import { loadDetectors } from '#services/detectors.ts';
import type { Example } from '#services/model/detector.ts';
import { pathOf } from '#services/model/finding-type.ts';
import { SEVERITY_LABELS, severityLabel } from '#services/model/severity.ts';
import { firing } from '../scripts/generate/detector-docs.ts';
import { saidOf } from '../scripts/generate/said.ts';
import { keepsToFormats } from './contracts/formats.ts';
import { keepsToKinds } from './contracts/kinds.ts';
import { aboutFollowsFromBy, groupsKeepEnough } from './contracts/promises.ts';
import { openExampleReader, openStories } from './example-run.ts';

/**
 * Runs every example of every detector with all detectors on, and tests what detectors, kinds and formats promise. All
 * of that is in this file, because running all examples once more takes longer than the tests themselves. Nobody has to
 * edit it: examples are in the files of their detectors.
 */

const detectors = await loadDetectors();
const tell = await openStories();
const read = await openExampleReader();

describe.each(detectors)('$type', (detector) => {
  const { type, from, examples, needs = [] } = detector;

  const typesOf = (make: () => Example) =>
    [...new Set(tell(from.source, make).findings.map((finding) => finding.type))].toSorted();

  test('fires in its examples, with those that they name', () => {
    const fires = Object.entries(examples.fires);
    expect(fires.length).toBeGreaterThanOrEqual(2);
    expect(fires.map(([name, make]) => [name, typesOf(make)])).toEqual(
      fires.map(([name, make]) => [name, [type, ...(make().also ?? [])].toSorted()]),
    );
  });

  test('is quiet in the others', () => {
    const quiet = Object.entries(examples.quiet);
    expect(quiet.length).toBeGreaterThanOrEqual(3);
    expect(quiet.flatMap(([name, make]) => (typesOf(make).includes(type) ? [name] : []))).toEqual([]);
  });

  test('is as bad, and in the words, as its page shows: `npm run generate` writes it, for reviewers to read', () => {
    const page = readFileSync(new URL(`../docs/detectors/${pathOf(type)}.md`, import.meta.url), 'utf8');
    for (const [name, make] of Object.entries(examples.fires))
      expect(page).toContain(`- ${firing(name, saidOf(tell(from.source, make).findings, type))}\n`);
  });

  test('says in whole sentences what happened', () => {
    for (const make of Object.values(examples.fires)) {
      for (const { description } of tell(from.source, make).findings.filter((finding) => finding.type === type)) {
        expect(description).toMatch(/^\S.*[^.]\.$/s);
        expect(description).not.toMatch(/undefined|NaN|\[object|  /);
      }
    }
  });

  test('needs a list where each of its examples has one, and says which will do', () => {
    const given = Object.values(examples.fires).map((make) => new Set(Object.keys(make().lists ?? {})));
    const isWithout = given.filter((lists) => !needs.some((category) => lists.has(category)));
    expect(isWithout.length > 0).toBe(needs.length === 0);
    expect(given.every((lists) => lists.size > 0)).toBe(needs.length > 0);
    for (const category of needs) expect(given.some((lists) => lists.has(category))).toBe(true);
  });

  // Both run all examples once more.
  test.skipIf(inject('isQuick'))(
    'keeps enough of a record in groups for the subject and the action of the whole',
    () => {
      expect(() => groupsKeepEnough(detector, read)).not.toThrow();
    },
  );

  test.skipIf(inject('isQuick') || detector.by === undefined)(
    'is about what follows from the fields of its `by`',
    () => {
      expect(() => aboutFollowsFromBy(detector, read)).not.toThrow();
    },
  );
});

const BY_FORGERS = 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0 Packer/1.9.4';

test.each(detectors.filter(({ severity }) => JSON.stringify(severity).includes('user agent')))(
  '$type is lowered by one step at most by what anybody may write as their user agent',
  ({ type, from, examples }) => {
    const step = (records: readonly object[], example: Example) =>
      Math.max(
        ...tell(from.source, () => ({ ...example, records })).findings.map((finding) =>
          finding.type === type ? SEVERITY_LABELS.indexOf(severityLabel(finding.severity)) : -1,
        ),
      );
    for (const example of Object.values(examples.fires).map((make) => make())) {
      const records = example.records.filter((record) => typeof record === 'object');
      const forged = records.map((record) => ({ ...record, userAgent: BY_FORGERS }));
      expect(step(forged, example)).toBeGreaterThanOrEqual(Math.max(0, step(records, example) - 1));
    }
  },
);

const told = detectors.flatMap((detector) =>
  Object.entries(detector.examples.fires).map(([name, make]) => ({
    name: `${detector.type}: ${name}`,
    outcome: tell(detector.from.source, make),
  })),
);

describe('kinds', () => {
  keepsToKinds(told.flatMap(({ outcome }) => outcome.observations));
});

describe('formats', () => {
  keepsToFormats(
    told.flatMap(({ name, outcome }) =>
      outcome.findings.map((finding) => ({
        name,
        finding,
        facts: detectors.find(({ type }) => type === finding.type),
      })),
    ),
  );
});
