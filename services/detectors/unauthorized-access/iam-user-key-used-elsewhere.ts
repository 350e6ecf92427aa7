import { aboutIdentity } from '#services/behaviour/cloudtrail/identity.ts';
import { KEY_USE } from '#services/behaviour/origins/origin-judging.ts';
import keyOrigins from '#services/behaviour/profiles/key-origins.ts';
import { defineDetector, type Example } from '#services/model/detector.ts';
import { days } from '#services/model/time.ts';
import { event, iamUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { READ_THE_PARTS, sayDay } from '../kits/anomalous-day.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'UnauthorizedAccess:IAMUser/KeyUsedElsewhere',
  own: true,
  title: 'An access key of a user was used from an unusual network',
  why: 'Access keys of users last until somebody deletes them, and leak with code, images and laptops. Attackers use them from another network and with another program, even if they do nothing unusual for the user.',
  asks: 'Was an access key of a user that is always used from the same networks used from another one and with another program?',
  severity: 'Medium',
  attack: ['T1078.004', 'T1552.001'],
  from: cloudtrail(),
  about: aboutIdentity,
  acrossRegions: true,
  within: days(1),
  learned: { profile: keyOrigins, tactic: KEY_USE },
  tally: (t) => ({
    calls: t.sample((record) => record.eventName),
    addresses: t.sample((record) => record.sourceIPAddress),
  }),
  explain: ({ subject, tallies }) =>
    sayDay(
      `${capitalized(callerOf(subject.resource))} made calls (${enumerated(tallies.calls)}) with a key from ${enumerated(tallies.addresses)}`,
      tallies,
    ),
  asff: 'TTPs/UnauthorizedAccess/IAMUser-KeyUsedElsewhere',
  blindTo: [
    'Keys that were used on fewer than ten days, or whose users start using another network every few weeks.',
    'Attackers with the user’s network or kind of program, or who use a key from AWS that is usually used from there.',
    'Keys of roles: those of instances, functions and tasks have finding types of their own.',
  ],
  falsePositives: [
    'Work that moves to another place and another program on one day, such as a build system that is replaced.',
  ],
  respond: [
    'Ask the owner of the user whether they used the key from this network.',
    READ_THE_PARTS,
    'If they did not, deactivate the key (UpdateAccessKey), review what it did from there, and find out where it leaked.',
  ],
  references: [
    {
      title: 'Managing access keys for IAM users',
      url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
    },
  ],
  examples: {
    fires: {
      'from a new network, with a new program': () => used(...DAILY, { day: TODAY, ...ELSEWHERE }),
      'in two Regions, which is one finding': () =>
        used(
          ...DAILY,
          { day: TODAY, ...ELSEWHERE },
          { day: TODAY, ...ELSEWHERE, overrides: { awsRegion: 'eu-west-1', eventName: 'GetBucketLocation' } },
        ),
      'from AWS, where it was never used': () => ({
        ...used(...DAILY, { day: TODAY, ...ELSEWHERE }),
        amazon: [ELSEWHERE.address],
      }),
    },
    quiet: {
      'from another network, with the usual program': () => used(...DAILY, { day: TODAY, address: ELSEWHERE.address }),
      'with another program, from the usual network': () => used(...DAILY, { day: TODAY, client: ELSEWHERE.client }),
      'by somebody who is in another place every other day': () =>
        used(...DAILY.map((one, day) => (day % 2 === 0 ? one : { ...one, address: `203.${day}.113.7` })), {
          day: TODAY,
          ...ELSEWHERE,
        }),
      'in the first days of a user': () => used(...DAILY.slice(0, 5), { day: 7, ...ELSEWHERE }),
      'from another address of AWS, with a key that is usually used from AWS': () => ({
        ...used(...DAILY.map((one) => ({ ...one, address: IN_AWS })), { day: TODAY, ...ELSEWHERE }),
        amazon: [IN_AWS, ELSEWHERE.address],
      }),
      'with a key that is no longer valid': () =>
        used(...DAILY, { day: TODAY, ...ELSEWHERE, overrides: { errorCode: 'InvalidClientTokenId' } }),
      'a sign-in with a password': () =>
        used(...DAILY, {
          day: TODAY,
          ...ELSEWHERE,
          overrides: { eventSource: 'signin.amazonaws.com', eventName: 'ConsoleLogin' },
        }),
      'a role session': () => {
        const overrides = { userIdentity: roleSession('nightly', 'Reporting') };
        return used(...DAILY.map((one) => ({ ...one, overrides })), { day: TODAY, ...ELSEWHERE, overrides });
      },
      'through an endpoint in a VPC': () =>
        used(...DAILY, { day: TODAY, address: '10.0.3.7', client: ELSEWHERE.client }),
    },
  },
});

/** A use of a key. Day 0 is 2026-03-01. */
interface Use {
  readonly day: number;
  readonly address?: string;
  readonly client?: string;
  readonly overrides?: Readonly<Record<string, unknown>>;
}

const DAILY: readonly Use[] = Array.from({ length: 20 }, (_, day) => ({ day }));
/** The day that stories judge: the day just before it does not count as known yet. */
const TODAY = 21;
const IN_AWS = '192.0.2.5';
const ELSEWHERE = { address: '203.0.113.77', client: 'rclone/v1.66.0' };

function used(...uses: readonly Use[]): Example {
  const records = uses.map(({ day, address = '198.51.100.7', client = 'aws-cli/2.15.0', overrides }) =>
    event({
      userIdentity: iamUser(),
      eventSource: 's3.amazonaws.com',
      eventName: 'ListBuckets',
      eventTime: new Date(Date.UTC(2026, 2, 1 + day, 10)).toISOString().replace('.000', ''),
      sourceIPAddress: address,
      userAgent: client,
      ...overrides,
    }),
  );
  return { learned: 'days-before', records };
}
