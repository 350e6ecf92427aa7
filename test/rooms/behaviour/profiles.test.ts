import { expect, test } from 'vitest';
import iamUser from '#services/behaviour/profiles/iam-user.ts';
import kubernetes from '#services/behaviour/profiles/kubernetes.ts';
import rdsLogins from '#services/behaviour/profiles/rds-logins.ts';
import s3 from '#services/behaviour/profiles/s3.ts';
import type { Act, AnyProfile } from '#services/model/behaviour.ts';
import type { LogRecord } from '#services/model/log-record.ts';
import { organizationView } from '#services/organization/view.ts';
import { NO_INTEL } from '../../replay/detectors.ts';

const LOOK = { intel: NO_INTEL, organization: organizationView({}) };

/** Tests what profiles make of a record: the act, its tactic and its target. */

const RECORD: LogRecord = { id: 'e1', time: 0, accountId: '111122223333', region: 'us-east-1' };
const CALL = { eventSource: 's3.amazonaws.com', eventName: 'GetObject', bucketName: 'invoices', userIdentity: {} };
const REQUEST = {
  cluster: 'prod',
  call: 'get pods',
  verb: 'get',
  requestURI: '/',
  user: { username: 'alice' },
  code: 200,
};
const LOGIN = { event: 'login', address: '192.0.2.7', user: 'app', database: 'orders' };
const REFUSED = { ...LOGIN, event: 'failed-login' };

test.each<[string, AnyProfile, object, Partial<Act>]>([
  ['a call on a bucket', s3, CALL, { code: 's3:GetObject@invoices', tactic: 'Exfiltration' }],
  ['one that is denied', s3, { ...CALL, errorCode: 'AccessDenied' }, { code: 's3:GetObject@invoices!denied' }],
  ['a bucket of no possible name', s3, { ...CALL, bucketName: 'in voices!denied~tool' }, { code: 's3:GetObject@' }],
  ['no bucket', s3, { ...CALL, bucketName: undefined }, { code: 's3:GetObject@' }],
  ['a request', kubernetes, REQUEST, { code: 'get pods' }],
  ['a request of somebody unknown', kubernetes, { ...REQUEST, code: 401 }, { code: 'get pods!denied' }],
  ['a forbidden one', kubernetes, { ...REQUEST, code: 403 }, { code: 'get pods!denied' }],
  ['one for what is not there', kubernetes, { ...REQUEST, code: 404 }, { code: 'get pods!failed' }],
  ['a log-in from outside', rdsLogins, LOGIN, { code: 'login 192.0.0.0/16', tactic: 'SuccessfulLogin' }],
  ['one from inside', rdsLogins, { ...LOGIN, address: '10.0.0.7' }, { code: 'login inside', tactic: undefined }],
  [
    'a refused one from outside, which is one user that was tried',
    rdsLogins,
    REFUSED,
    { code: 'refused outside', tactic: 'FailedLogin', target: 'app' },
  ],
  [
    'a refused one from inside',
    rdsLogins,
    { ...REFUSED, address: '10.0.0.7' },
    { code: 'refused inside', tactic: 'FailedLogin', target: 'app' },
  ],
])('%s', (_what, { act }, changes, expected) => {
  const record = { ...RECORD, ...changes };
  const given = act.of(record, LOOK);
  expect(typeof given === 'function' ? given(record) : given).toMatchObject(expected);
});

test('calls that differ only in their parameters are told apart, in any order, each with its own target', () => {
  const given = iamUser.act.of({ ...RECORD, ...keyFor('bob') }, LOOK);
  const acts = ['alice', 'bob', 'alice', 'carol'].map((name) =>
    typeof given === 'function' ? given({ ...RECORD, ...keyFor(name) }) : given,
  );
  const [own, other] = ['iam:CreateAccessKey', 'iam:CreateAccessKey[other]'];
  expect(acts.map(({ code }) => code)).toEqual([own, other, own, other]);
  expect(acts.map(({ target }) => target)).toEqual(
    ['alice', 'bob', 'alice', 'carol'].map((userName) => JSON.stringify({ userName })),
  );
});

/** Alice makes a key for somebody. */
function keyFor(userName: string): object {
  const call = { eventSource: 'iam.amazonaws.com', eventName: 'CreateAccessKey', requestParameters: { userName } };
  return { ...call, userIdentity: { userName: 'alice' } };
}

test.each([
  ['update leases', false],
  ['list events', false],
  ['list eventsources', true],
  ['get pods', true],
  [undefined, false],
])('a cluster: whether %s is an act of somebody: %s', (call, isAct) => {
  expect(kubernetes.where?.['call']?.(call, LOOK)).toBe(isAct);
});

test('one object that is had twice is one, and a call that names none counts by itself', () => {
  const names = ['a.csv', 'a.csv', 'b.csv', undefined];
  const targets = names.map((objectKey, i) => {
    const record = { ...RECORD, ...CALL, id: `e${i}`, objectKey };
    return s3.act.target?.(record);
  });
  expect(targets).toEqual(['a.csv', 'a.csv', 'b.csv', 'e3']);
});
