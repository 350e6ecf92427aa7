import { defineDetector } from '#services/model/detector.ts';
import { hours } from '#services/model/time.ts';
import { event, iamUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { aboutAccessKey, callerOf } from '../kits/access-key.ts';
import { isByCaller, isRefusal } from '../kits/api-call.ts';
import { knownCaller } from '../kits/caller.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Recon:IAMUser/PermissionEnumeration',
  own: true,
  title: 'A key tried many different calls and was refused',
  why: 'Who finds a key does not know what it may do, and tries.',
  asks: 'Was one access key refused many different calls of several services within an hour?',
  attack: ['T1087.004', 'T1580', 'T1069.003'],
  settings: {
    calls: {
      default: 15,
      because:
        'A broken program repeats the same few calls; tools that try what a key may do make dozens of different ones.',
    },
    services: { default: 5, because: 'Work that lacks rights lacks those of one or two services.' },
    consoleCalls: {
      default: 60,
      because: 'A page of the console makes dozens of calls for what its reader may not see.',
    },
  },

  from: cloudtrail(),
  where: { errorCode: isRefusal },
  and: (record, look) =>
    record.callerKind !== 'service' &&
    isByCaller(record.userIdentity.invokedBy) &&
    !look.organization.serves('scanner', knownCaller(record), record.time),
  about: aboutAccessKey,
  acrossRegions: true,
  within: hours(1),
  tally: (t) => ({
    calls: t.distinct((record) => (record.isFromConsole ? undefined : nameOf(record))),
    consoleCalls: t.distinct((record) => (record.isFromConsole ? nameOf(record) : undefined)),
    services: t.distinct((record) => record.eventSource),
    kinds: t.sample((record) => record.callerKind),
  }),
  having: ({ tallies }, { settings }) =>
    (tallies.calls.size >= settings.calls || tallies.consoleCalls.size >= settings.consoleCalls) &&
    tallies.services.size >= settings.services,
  severity: {
    when: {
      Medium: 'the key is one of an IAM user, or of something that runs',
      Low: 'it is any other session, as scanners with too few rights have',
    },
    of: ({ tallies: { kinds } }) => (kinds.includes('iam-user') || kinds.includes('workload') ? 'Medium' : 'Low'),
  },

  explain: ({ subject, tallies }) =>
    `${capitalized(callerOf(subject.resource))} was refused ${Math.max(tallies.calls.size, tallies.consoleCalls.size)} different calls of ${tallies.services.size} services within minutes: ${enumerated(tallies.calls.values.length > 0 ? tallies.calls.values : tallies.consoleCalls.values)}.`,
  asff: 'TTPs/Discovery/Recon:IAMUser-PermissionEnumeration',
  blindTo: [
    'Who tries slowly, or with a key that may do nearly everything.',
    'Tries across the full hour: each hour is counted by itself.',
    'What is tried by calls that succeed, such as to list one’s own policies.',
  ],
  falsePositives: [
    'Scanners with too few rights: name their role or account in `known` as scanner.',
    'A service control policy that came into force while somebody was at work.',
  ],
  respond: [
    'Ask the owner of the key whether it was a program of theirs.',
    'If not, disable the key, and look at which of its calls succeeded.',
  ],
  references: [
    { title: 'MITRE ATT&CK: Cloud Infrastructure Discovery', url: 'https://attack.mitre.org/techniques/T1580/' },
  ],
  examples: {
    fires: {
      'fifteen calls of five services': () => ({ records: tries(15) }),
      'by an instance’s role': () => ({
        records: tries(18, { userIdentity: roleSession('i-0123456789abcdef0', 'web', { ec2RoleDelivery: '2.0' }) }),
        also: ['UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS'],
      }),
      'by a session of a role, which is less': () => ({ records: tries(20, { userIdentity: roleSession() }) }),
      'sixty in the console': () => ({ records: tries(60, { sessionCredentialFromConsole: 'true' }) }),
    },
    quiet: {
      fourteen: () => ({ records: tries(14) }),
      'a page of the console': () => ({ records: tries(17, { sessionCredentialFromConsole: 'true' }) }),
      'a broken program that repeats three calls': () => ({
        records: Array.from({ length: 60 }, (_, i) => refused(i % 3, { requestID: `${i}` })),
      }),
      'twenty calls of one service': () => ({
        records: Array.from({ length: 20 }, (_, i) => refused(i, { eventSource: 'ec2.amazonaws.com' })),
      }),
      'over a whole day': () => ({
        records: Array.from({ length: 20 }, (_, i) =>
          refused(i, { eventTime: `2026-03-02T${String(i).padStart(2, '0')}:00:00Z` }),
        ),
      }),
      'a scanner that is known': () => ({
        records: tries(30, { userIdentity: roleSession('scan', 'Auditor') }),
        known: [{ who: 'arn:aws:iam::*:role/Auditor', purposes: ['scanner'], because: 'Our posture scanner.' }],
      }),
    },
  },
});

function nameOf({ eventSource, eventName }: CloudTrailRecord): string {
  return `${eventSource.replace('.amazonaws.com', '')}:${eventName}`;
}

function tries(count: number, overrides = {}) {
  return Array.from({ length: count }, (_, i) => refused(i, overrides));
}

function refused(i: number, overrides = {}) {
  return event({
    eventSource: `${['iam', 'ec2', 's3', 'rds', 'lambda'][i % 5]}.amazonaws.com`,
    eventName: `Describe${String.fromCodePoint(65 + (i % 26))}${i}`,
    errorCode: i % 2 === 0 ? 'AccessDenied' : 'Client.UnauthorizedOperation',
    userIdentity: iamUser('mallory'),
    ...overrides,
  });
}
