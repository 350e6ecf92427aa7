import { expect, test } from 'vitest';
import type { LogObject, ObjectReport } from '#services/model/log-object.ts';
import { reportSkipped } from '#services/workers/turn/skipped.ts';
import { ArrayDecoder } from '../../engine/columns.ts';
import { detector, engineOf, FIELDS, knock, type Knock } from '../../engine/knocks.ts';
import { logObject } from '../../db/turns.ts';

const REPORT: Omit<ObjectReport, 'object'> = {
  source: 'vpc-flow',
  state: 'read',
  records: 3,
  passed: 0,
  unreadable: 0,
  troubles: [],
  firstTime: undefined,
  lastTime: undefined,
  note: undefined,
};

function read(object: LogObject, trustedSkipped = 0) {
  return { report: { ...REPORT, object }, trustedSkipped };
}

test('what detection left out of an object is told of it in words and numbers, once; of others nothing is', () => {
  const engine = engineOf([detector()], { bounds: { groupsMax: 1 } });
  const work = engine.newWork();
  const [full, trusted, plain] = [logObject(1), logObject(2), logObject(3)];
  const records = ['i-1', 'i-2', 'i-3'].map((from) => knock({ from }));
  engine.step(new ArrayDecoder<Knock>(FIELDS).batch(records), full, 'vpc-flow', work);
  const { reports, skipped } = reportSkipped([read(full), read(full), read(trusted, 4), read(plain)], work);
  expect(reports.map(({ troubles }) => troubles.length)).toEqual([1, 0, 0, 0]);
  expect(reports[0]?.troubles).toMatchObject([{ kind: 'over-bound', message: expect.stringContaining('2 records') }]);
  expect(skipped).toEqual([
    { object: full, trustedSkipped: 0, groupOverflow: 2, deduplicationOverflow: 0 },
    { object: trusted, trustedSkipped: 4, groupOverflow: 0, deduplicationOverflow: 0 },
  ]);
});
