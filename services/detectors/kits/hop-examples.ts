import type { Example } from '#services/model/detector.ts';
import type { FindingType } from '#services/model/finding-type.ts';
import { event, iamUser, roleSession } from '#services/sources/cloudtrail/example.ts';

type Identity = Readonly<Record<string, unknown>>;
type Steps = () => readonly Readonly<Record<string, unknown>>[];
type Stories = Readonly<Record<string, () => Example>>;

const MALLORY = iamUser('mallory');
const BOB = { ...iamUser('bob'), principalId: 'AIDAEXAMPLEUSER000002', accessKeyId: 'AKIAEXAMPLEKEY000002' };
const OPERATIONS = sessionOf('Operations', 'AROAEXAMPLEROLE000001', 'ASIAEXAMPLEHOP000001');
const ADMIN = sessionOf('Admin', 'AROAEXAMPLEROLE000002', 'ASIAEXAMPLEHOP000002');

/**
 * Stories of a chain whose steps use different keys. In `fires` one caller got all of these keys, in `quiet` not.
 *
 * @param steps the steps of the chain; the first step alone leads to no finding
 * @param also other findings that the stories rightly lead to
 */
export function hopExamples(steps: Steps, also: readonly FindingType[] = []): { fires: Stories; quiet: Stories } {
  return {
    fires: {
      'with a role that the caller assumed': () => ({
        records: [take(MALLORY, OPERATIONS), ...by([MALLORY, OPERATIONS], steps)],
        also,
      }),
      'with a second role that was assumed from the first': () => ({
        records: [take(MALLORY, OPERATIONS), take(OPERATIONS, ADMIN), ...by([MALLORY, ADMIN], steps)],
        also,
      }),
      'with two roles that the caller assumed': () => ({
        records: [take(MALLORY, OPERATIONS), take(MALLORY, ADMIN), ...by([OPERATIONS, ADMIN], steps)],
        also,
      }),
    },
    quiet: {
      'with another session of the role that the caller assumed': () => ({
        records: [
          take(MALLORY, OPERATIONS),
          ...by([MALLORY, { ...OPERATIONS, accessKeyId: 'ASIAEXAMPLEHOP000009' }], steps),
        ],
      }),
      'with a role that somebody else assumed': () => ({
        records: [take(BOB, OPERATIONS), ...by([MALLORY, OPERATIONS], steps)],
      }),
      'with a role that was assumed in another account': () => ({
        records: [
          take(MALLORY, { ...OPERATIONS, arn: 'arn:aws:sts::444455556666:assumed-role/Operations/s' }),
          ...by([MALLORY, OPERATIONS], steps),
        ],
      }),
    },
  };
}

/** The first identity takes the first step, the second identity takes the others. */
function by([first, second]: readonly [Identity, Identity], steps: Steps): readonly object[] {
  return steps().map((record, i) => ({ ...record, userIdentity: i === 0 ? first : second }));
}

function take(taker: Identity, { arn, accessKeyId, principalId }: Identity): object {
  return event({
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    userIdentity: taker,
    requestParameters: { roleArn: `arn:aws:iam::111122223333:role/Operations`, roleSessionName: 's' },
    responseElements: {
      credentials: { accessKeyId, expiration: 'Mar 2, 2026, 11:00:00 AM', sessionToken: 'example' },
      assumedRoleUser: { assumedRoleId: principalId, arn },
    },
  });
}

function sessionOf(role: string, roleId: string, accessKeyId: string): Identity {
  return { ...roleSession('s', role), principalId: `${roleId}:s`, accessKeyId };
}
