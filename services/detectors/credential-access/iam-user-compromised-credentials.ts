import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { event, iamUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail } from '#services/sources/cloudtrail/record.ts';
import { aboutAccessKey, callerOf } from '../kits/access-key.ts';
import { bucketCall } from '../kits/s3-example.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

const TYPE = 'CredentialAccess:IAMUser/CompromisedCredentials';

export default defineDetector({
  type: TYPE,
  title: 'An access key that is known to be leaked was used',
  why: 'Attackers test published keys within minutes, and only attackers use a honeytoken.',
  asks: 'Was an access key used that is on your list of leaked keys?',
  severity: 'High',
  attack: ['T1552.001', 'T1078.004'],
  settings: {
    lostKeys: {
      default: [],
      because:
        'AWS does not share its list of keys that were found in public. Name the ids of keys that your secret scanner or an AWS Health notice reported, and of your honeytokens.',
    },
  },

  from: cloudtrail(),
  where: {
    'userIdentity.accessKeyId': (id, { settings }) => id !== undefined && settings.lostKeys.includes(id),
  },
  about: aboutAccessKey,
  acrossRegions: true,
  tally: (t) => ({
    calls: t.sample((record) => record.eventName),
    addresses: t.sample((record) => record.sourceIPAddress),
  }),

  explain: ({ subject, count, tallies }) =>
    `${capitalized(callerOf(subject.resource))} made ${counted(count, 'call')} (${enumerated(tallies.calls)}) from ${enumerated(tallies.addresses)} with access key ${subject.resource.id}, which is known to be leaked.`,
  asff: 'TTPs/Credential Access/CredentialAccess:IAMUser-CompromisedCredentials',
  blindTo: [
    'Keys that nobody named: without `lostKeys` nothing is found. If AWS itself finds a key in public, it quarantines the user, and CredentialAccess:IAMUser/KeyQuarantined reports that.',
    'Sessions that were created with the key: they have keys of their own.',
  ],
  falsePositives: ['Owners of the key who go on using it until it is replaced.'],
  respond: [
    'Deactivate the key (UpdateAccessKey), then delete it. A honeytoken may stay, but find out where it leaked.',
    'Review everything that was done with the key since it leaked, from every address.',
    'Revoke the sessions that were created with it, and remove users, keys and roles that it created.',
  ],
  references: [
    {
      title: 'GuardDuty IAM finding types',
      url: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-iam.html',
    },
  ],
  examples: {
    fires: {
      'a leaked key looks around': () => lost(event()),
      'a denied call': () => lost(event({ errorCode: 'AccessDenied' })),
      'an object is read with the key': () => lost(bucketCall({ eventName: 'GetObject' })),
    },
    quiet: {
      'another key of the same user': () =>
        lost(event({ userIdentity: { ...iamUser(), accessKeyId: 'AKIAEXAMPLEKEY000002' } })),
      'no key is named in the settings': () => ({ records: [event()] }),
      'a caller without a key': () => lost(event({ userIdentity: { ...iamUser(), accessKeyId: undefined } })),
    },
  },
});

function lost(record: object) {
  return { records: [record], settings: { [TYPE]: { lostKeys: ['AKIAEXAMPLEKEY000001'] } } };
}
