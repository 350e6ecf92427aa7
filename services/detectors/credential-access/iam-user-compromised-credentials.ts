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
  title: 'An access key that is known to be lost was used',
  why: 'Keys that were published are tried within minutes, and baits are touched by nobody but thieves.',
  asks: 'Was an access key used that stands among those known to be lost?',
  severity: 'High',
  attack: ['T1552.001', 'T1078.004'],
  settings: {
    lostKeys: {
      default: [],
      because:
        'AWS’s own list of keys that were found in public is not to be had: name the ids of keys that a scanner of yours, a notice of AWS Health or a bait of yours speaks of.',
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
    `${capitalized(callerOf(subject.resource))} made ${counted(count, 'call')} (${enumerated(tallies.calls)}) from ${enumerated(tallies.addresses)} with access key ${subject.resource.id}, which is known to be lost.`,
  asff: 'TTPs/Credential Access/CredentialAccess:IAMUser-CompromisedCredentials',
  blindTo: [
    'Keys that nobody named: without `lostKeys` nothing is found. Where AWS itself found a key in public, it puts its user under quarantine, and CredentialAccess:IAMUser/KeyQuarantined tells of that.',
    'Sessions that the key was traded for, which have keys of their own.',
  ],
  falsePositives: ['Owners of the key who go on using it until it is replaced.'],
  respond: [
    'Disable the key (UpdateAccessKey), then delete it; a bait may stay, but look where it was lost.',
    'Look at everything that was done with it, since it was lost and from every address.',
    'Revoke the sessions that it was traded for, and take away users, keys and roles that it made.',
  ],
  references: [
    {
      title: 'GuardDuty IAM finding types',
      url: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-iam.html',
    },
  ],
  examples: {
    fires: {
      'a lost key looks around': () => lost(event()),
      'even if the call is denied': () => lost(event({ errorCode: 'AccessDenied' })),
      'an object is read with it': () => lost(bucketCall({ eventName: 'GetObject' })),
    },
    quiet: {
      'another key of the same user': () =>
        lost(event({ userIdentity: { ...iamUser(), accessKeyId: 'AKIAEXAMPLEKEY000002' } })),
      'nobody named a key': () => ({ records: [event()] }),
      'a caller without a key': () => lost(event({ userIdentity: { ...iamUser(), accessKeyId: undefined } })),
    },
  },
});

function lost(record: object) {
  return { records: [record], settings: { [TYPE]: { lostKeys: ['AKIAEXAMPLEKEY000001'] } } };
}
