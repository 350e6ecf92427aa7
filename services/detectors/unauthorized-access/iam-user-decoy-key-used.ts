import { defineDetector } from '#services/model/detector.ts';
import { event, iamUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { called, REFUSED } from '../kits/signals.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'UnauthorizedAccess:IAMUser/DecoyKeyUsed',
  own: true,
  title: 'The key of a decoy user was used',
  why: 'A key that is left where only intruders look, and opens nothing, says that somebody found it, and what they try.',
  asks: 'Did anybody call AWS with a key of a user that is a decoy?',
  severity: 'High',
  attack: ['T1078.004', 'T1552.001'],

  from: cloudtrail(),
  where: {
    'userIdentity.type': (type) => type === 'IAMUser',
    'userIdentity.arn': (arn, { organization }) => arn !== undefined && organization.serves('decoy', { arn }, 0),
  },
  and: ({ userIdentity: { arn }, time }, { organization }) => organization.serves('decoy', { arn }, time),
  about: aboutPrincipal,
  acrossRegions: true,
  tally: (t) => ({
    calls: t.sample(({ eventName }) => eventName),
    addresses: t.sample(({ sourceIPAddress }) => sourceIPAddress),
  }),

  explain: ({ subject, tallies: { calls, addresses } }) =>
    `${capitalized(callerOf(subject.resource))}, a decoy, called ${enumerated(calls)} from ${enumerated(addresses)}.`,

  asff: 'TTPs/Initial Access/UnauthorizedAccess:IAMUser-DecoyKeyUsed',
  blindTo: [
    'Users that `known` in vedette.yaml does not name as decoys: without any, the detector is off.',
    'Failed sign-ins to the console in the name of a decoy: they do not say the ARN of the user.',
    'Calls that AWS does not record, such as data events of services that no trail selects.',
  ],
  falsePositives: ['A test of the decoy.'],
  respond: [
    'Find out where the key was left, and treat that place as read by somebody who should not be there.',
    'Look for other calls from the same addresses.',
    'Make another key, and leave it there.',
  ],
  references: [
    {
      title: 'GetAccessKeyInfo (AWS STS API Reference)',
      url: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html',
    },
  ],
  examples: {
    fires: {
      'somebody asks whose key it is': () => ({ ...called('sts', 'GetCallerIdentity', null), ...DECOY }),
      'every call is refused': () => ({ ...called('s3', 'ListBuckets', null, REFUSED), ...DECOY }),
    },
    quiet: {
      'another user': () => ({
        ...called('sts', 'GetCallerIdentity', null, { userIdentity: iamUser('alice') }),
        ...DECOY,
      }),
      'a session of a role with that name': () => ({
        records: [event({ userIdentity: roleSession('mallory', 'mallory') })],
        ...DECOY,
      }),
      'it was a decoy until the day before': () => ({
        ...called('sts', 'GetCallerIdentity', null),
        known: [{ ...DECOY.known[0], until: '2026-03-02' }],
      }),
    },
  },
});

const DECOY = {
  known: [{ who: 'arn:aws:iam::111122223333:user/mallory', purposes: ['decoy'], because: 'Its key is in a backup.' }],
} as const;
