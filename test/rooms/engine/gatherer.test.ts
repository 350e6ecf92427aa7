import { setImmediate as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { exampleIntel } from '#services/cli/sample/example-intel.ts';
import { openDetection } from '#services/detection.ts';
import persistence from '#services/detectors/persistence/iam-user-anomalous-behavior.ts';
import { readActs } from '#services/engine/acts-window.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import { event, iamUser } from '#services/sources/cloudtrail/example.ts';
import { sourceNamed } from '#services/sources/source-named.ts';

const OBJECT = { bucket: 'logs', key: 'a.json.gz', etag: '', accountId: undefined, region: undefined };

test('what an engine remembers of who acts keeps no day of work that is over', async () => {
  const { decoder, engine, home } = await openDetection({
    detectors: [persistence],
    intel: exampleIntel({ records: [] }),
  });
  const [story] = Object.values(persistence.examples.fires);
  const { source } = persistence.from;
  const bytes = gzipSync(sourceNamed(source).text(story?.() ?? { records: [] }));
  const object = { ...OBJECT, source, sizeBytes: bytes.length };
  /** The days that a work gathers. Nothing else holds them. */
  const gathered = (): WeakRef<object> => {
    const work = engine.newWork();
    decoder.decode(object, bytes, home, (batch, read) => engine.step(batch, object, read, work));
    const profile = persistence.learned?.profile.name;
    const days = profile && work.behaviours.get(profile, Date.parse('2026-03-02'));
    if (days === undefined) throw new Error('The story is of that day.');
    return new WeakRef(days);
  };
  const days = gathered();
  // A weak reference that was read keeps its target until the current job ends.
  await pause();
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  expect(days.deref()).toBeUndefined();
});

/** Makes a finding of each record with this id, so that it does not count in an anomaly. */
function tellingOf(id: string): AnyDetector {
  const { learned: _learned, having: _having, ...rest } = persistence;
  return { ...rest, type: 'Stealth:IAMUser/CloudTrailLoggingDisabled', and: (record) => record.id === id };
}

const DAYS = ['2026-03-02', '2026-03-03'];
/** Times of records, by day and hour, and whether another detector reports them. */
const RECORDS = [
  [0, '10', 'told'],
  [1, '10', 'told'],
  [0, '11', 'quiet'],
  [1, '11', 'told'],
  [0, '12', 'told'],
] as const;
/** The first record of a day, right after one of the day before. */
const MIDNIGHT = [
  [0, '23', 'told'],
  [1, '00', 'told'],
] as const;

test('an act is added to each day that has it, and stands apart where one of its records does, in each work anew', async () => {
  const detection = await openDetection({
    detectors: [persistence, tellingOf('told')],
    intel: exampleIntel({ records: [] }),
  });
  const { decoder, engine, home } = detection;
  const { source } = persistence.from;
  const apart = (told: readonly (typeof RECORDS | typeof MIDNIGHT)[number][]): readonly (boolean | undefined)[] => {
    const work = engine.newWork();
    const records = told.map(([day, hour, eventID]) =>
      event({
        eventID,
        eventSource: 'iam.amazonaws.com',
        eventName: 'ListUsers',
        eventTime: `${DAYS[day]}T${hour}:00:00Z`,
        userIdentity: iamUser('alice'),
      }),
    );
    const bytes = gzipSync(sourceNamed(source).text({ records }));
    const object = { ...OBJECT, source, sizeBytes: bytes.length };
    decoder.decode(object, bytes, home, (batch, read) => engine.step(batch, object, read, work));
    return DAYS.map((day) => {
      const profile = persistence.learned?.profile;
      const window = profile && work.behaviours.get(profile.name, Date.parse(day));
      if (profile === undefined || window === undefined) return undefined;
      const [acts] = readActs(profile, window.encode(), window.day);
      // Each day has the circumstances of its records, even if they are those of the day before.
      expect([...(acts?.circumstances.keys() ?? [])].toSorted()).toEqual(['client', 'network', 'region']);
      return acts?.acts.get('iam:ListUsers')?.apart;
    });
  };
  expect(apart(RECORDS)).toEqual([true, false]);
  expect(apart(RECORDS.toReversed())).toEqual([true, false]);
  expect(apart(RECORDS.slice(0, 2))).toEqual([false, false]);
  expect(apart(MIDNIGHT)).toEqual([false, false]);
  expect(apart(RECORDS.slice(2, 3))).toEqual([true, undefined]);
  const [told, , quiet] = RECORDS;
  expect(apart([told, quiet])).toEqual([true, undefined]);
});
