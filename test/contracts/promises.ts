import assert from 'node:assert/strict';
import { exampleOrganization } from '#services/cli/sample/example-organization.ts';
import { actionOf, exemplarOf, subjectOf } from '#services/engine/exemplar.ts';
import { groupKey } from '#services/engine/identity.ts';
import { ask, type Question } from '#services/engine/question.ts';
import { settingsOf } from '#services/engine/settings.ts';
import type { AnyDetector, Example } from '#services/model/detector.ts';
import type { LogRecord } from '#services/model/log-record.ts';
import type { SourceName } from '#services/model/log-object.ts';
import { sourceNamed } from '#services/sources/source-named.ts';
import { tallyBuilder } from '#services/tallies/kits/builder.ts';
import type { Told } from '../example-run.ts';

/** The promises of every detector, checked with each record of its own examples. */

type Read = (source: SourceName, example: Example) => Told;

/** @throws when the fields that a group keeps of a record give another subject or action than the whole record */
export function groupsKeepEnough(detector: AnyDetector, read: Read): void {
  forEachRecord(detector, read, (record, question) => {
    const { look, source } = question;
    const subject = detector.about(record, look);
    if (subject === undefined) return;
    const exemplar = exemplarOf({ time: record.time, object: 0, position: 0 }, record, subject, question);
    const stored = JSON.parse(JSON.stringify(exemplar)) as typeof exemplar;
    const key = groupKey(subject, record.accountId, record.region);
    assert.deepEqual(subjectOf(stored, key, record, question), subject);
    const action = detector.action?.(record, look) ?? source.action(record, look);
    assert.deepEqual(actionOf(stored, record, question), action);
  });
}

/** @throws when the subject depends on fields other than those in the detector's `by` */
export function aboutFollowsFromBy(detector: AnyDetector, read: Read): void {
  if (detector.by === undefined) return;
  // An interface is in one network, so its id determines the network.
  const network = detector.by.includes('interface_id') ? ['vpc_id', 'subnet_id'] : [];
  const fields = new Set(['accountId', 'region', ...detector.by, ...network]);
  forEachRecord(detector, read, (record, { look }) => {
    const members = membersOf(record, [...fields]) as unknown as LogRecord;
    const [whole, part] = [record, members].map((each) => detector.about(each, look));
    assert.deepEqual(part && groupKey(part, '', ''), whole && groupKey(whole, '', ''));
  });
}

/**
 * An object with only these members of a record. A dot leads to a nested member; the object has the outer member even
 * when the record lacks it.
 */
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

/** The record that `take` gets is valid only until the next one. */
function forEachRecord(detector: AnyDetector, read: Read, take: (record: LogRecord, question: Question) => void): void {
  const source = sourceNamed(detector.from.source);
  for (const make of Object.values({ ...detector.examples.fires, ...detector.examples.quiet })) {
    const { batch, intel } = read(detector.from.source, make());
    const [question] = ask(
      detector,
      source,
      { organization: exampleOrganization() },
      { common: intel, byAccount: new Map() },
      { common: settingsOf(detector, { [detector.type]: { enabled: true } }), byAccount: new Map() },
      tallyBuilder,
    );
    if (question === undefined) throw new Error(`${detector.type} is never asked`);
    for (let row = 0; row < batch.rows; row++) take(batch.record(row), question);
  }
}
