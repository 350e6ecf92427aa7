import { describe, expect, test } from 'vitest';
import { loadDetectors } from '#services/detectors.ts';
import { actionOf, exemplarOf, subjectOf } from '#services/engine/exemplar.ts';
import { groupKey } from '#services/engine/identity.ts';
import { ask, type Question } from '#services/engine/question.ts';
import { settingsOf } from '#services/engine/settings.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import type { LogRecord } from '#services/model/log-record.ts';
import { sourceNamed } from '#services/sources/source-named.ts';
import { tallyBuilder } from '#services/tallies/kits/builder.ts';
import { createExampleReader, exampleOrganization } from '../example-run.ts';

/** What every detector promises, by its own examples. */

const detectors = await loadDetectors();
const read = await createExampleReader(detectors);

describe.each(detectors)('$type', (detector) => {
  test('what groups keep of a record gives the subject and the action that the whole record gives', () => {
    forEachRecord(detector, (record, question) => {
      const { look, source } = question;
      const subject = detector.about(record, look);
      if (subject === undefined) return;
      const exemplar = exemplarOf({ time: record.time, object: 0, position: 0 }, record, subject, question);
      const stored = JSON.parse(JSON.stringify(exemplar)) as typeof exemplar;
      const key = groupKey(subject, record.accountId, record.region);
      expect(subjectOf(stored, key, record, question)).toEqual(subject);
      expect(actionOf(stored, record, question)).toEqual(source.action(record, look));
    });
  });
});

describe.each(detectors.filter(({ by }) => by !== undefined))('$type', (detector) => {
  test('what it is about follows from the fields of its `by`', () => {
    // An interface is in one network, so who it is tells where it is.
    const network = detector.by?.includes('interface_id') ? ['vpc_id', 'subnet_id'] : [];
    const fields = new Set(['accountId', 'region', ...(detector.by ?? []), ...network]);
    forEachRecord(detector, (record, { look }) => {
      const members = membersOf(record, [...fields]) as unknown as LogRecord;
      const [whole, part] = [record, members].map((each) => detector.about(each, look));
      expect(part && groupKey(part, '', '')).toEqual(whole && groupKey(whole, '', ''));
    });
  });
});

describe.each(detectors)('$type', ({ examples, needs = [] }) => {
  test('needs a list where each of its examples has one, and says which will do', () => {
    const given = Object.values(examples.fires).map((make) => new Set(Object.keys(make().lists ?? {})));
    const isWithout = given.filter((lists) => !needs.some((category) => lists.has(category)));
    expect(isWithout.length > 0).toBe(needs.length === 0);
    expect(given.every((lists) => lists.size > 0)).toBe(needs.length > 0);
    for (const category of needs) expect(given.some((lists) => lists.has(category))).toBe(true);
  });
});

/** An object of these members of a record alone; a dot leads to a member of a member, which the object then has also where the record has none. */
function membersOf(record: object, fields: readonly string[]): object {
  const members: Record<string, unknown> = {};
  for (const field of fields) {
    let [from, to]: [unknown, Record<string, unknown>] = [record, members];
    const path = field in record ? [field] : field.split('.');
    for (const [depth, key] of path.entries()) {
      from = Reflect.get(Object(from), key);
      if (depth === path.length - 1) to[key] = from;
      else to = (to[key] ??= {}) as Record<string, unknown>;
    }
  }
  return members;
}

/** The record is valid until the next. */
function forEachRecord(detector: AnyDetector, take: (record: LogRecord, question: Question) => void): void {
  const source = sourceNamed(detector.from.source);
  for (const make of Object.values({ ...detector.examples.fires, ...detector.examples.quiet })) {
    const { batch, intel } = read(detector.from.source, make());
    const look = { intel, organization: exampleOrganization() };
    const [question] = ask(
      detector,
      source,
      look,
      { common: settingsOf(detector), byAccount: new Map() },
      tallyBuilder,
    );
    if (question === undefined) throw new Error(`${detector.type} is never asked`);
    for (let row = 0; row < batch.rows; row++) take(batch.record(row), question);
  }
}
