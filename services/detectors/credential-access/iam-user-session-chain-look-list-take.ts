import { isPublicAddress } from '#services/model/address.ts';
import { defineDetector } from '#services/model/detector.ts';
import { minutes } from '#services/model/time.ts';
import { event, iamUser, instanceSession, roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { isRefusal, isTrue } from '../kits/api-call.ts';
import { isByKey, isKeyKind, knownCaller } from '../kits/caller.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

const LISTING = ['ListSecrets', 'DescribeParameters', 'ListBuckets', 'ListFunctions20150331', 'ListUsers', 'ListRoles'];
const TAKING = [
  'GetSecretValue',
  'BatchGetSecretValue',
  'GetParameter',
  'GetParameters',
  'GetParametersByPath',
  'GetFunction20150331v2',
];

export default defineDetector({
  type: 'CredentialAccess:IAMUser/SessionChain.LookListTake',
  own: true,
  title: 'A key asked for its own identity, listed services and read secrets',
  why: 'Owners know whose key it is and where their secrets are; attackers who find a key have to ask both first.',
  asks: 'Did an access key of a user, or the credentials of a workload, ask for their own identity, list several services and read secrets within an hour?',
  severity: 'High',
  attack: ['T1087.004', 'T1555.006'],
  settings: {
    services: { default: 3, because: 'Programs list what they work with: one service, seldom two.' },
    taken: { default: 3, because: 'A program needs one or two secrets when it starts.' },
    refused: { default: 5, because: 'A caller who is refused five secrets does not know what the key may do.' },
  },

  from: cloudtrail('GetCallerIdentity', ...LISTING, ...TAKING),
  where: {
    sourceIPAddress: (address) => address !== undefined && isPublicAddress(address),
    callerKind: isKeyKind,
  },
  and: (record, look) =>
    isByKey(record, look) &&
    !look.organization.serves('scanner', knownCaller(record), record.time) &&
    (record.callerKind === 'workload' || !look.intel.amazon(record.sourceIPAddress ?? '')),
  about: aboutPrincipal,
  acrossRegions: true,
  within: minutes(120),
  overlapping: true,
  tally: (t) => ({
    looked: t.sample(({ eventName }) => (eventName === 'GetCallerIdentity' ? eventName : undefined)),
    listed: t.distinct((record) => (LISTING.includes(record.eventName) ? record.eventSource : undefined)),
    taken: t.distinct((record) => (record.errorCode === undefined ? thingOf(record) : undefined)),
    refused: t.distinct((record) => (isRefusal(record.errorCode) ? thingOf(record) : undefined)),
  }),
  having: ({ tallies }, { settings }) =>
    tallies.looked.length > 0 &&
    tallies.listed.size >= settings.services &&
    (tallies.taken.size >= settings.taken || tallies.refused.size >= settings.refused),

  explain: ({ subject, tallies }) =>
    `${capitalized(callerOf(subject.resource))} asked for its own identity, listed ${enumerated(tallies.listed.values)}, and ${tallies.taken.size > 0 ? `read ${enumerated(tallies.taken.values)}` : `was refused ${enumerated(tallies.refused.values)}`}.`,
  asff: 'TTPs/Credential Access/CredentialAccess:IAMUser-SessionChain.LookListTake',
  blindTo: [
    'Role sessions of people: asking for their own identity is ordinary there.',
    'Attackers who know the names beforehand, or who take more than an hour.',
    'Keys that are used from within AWS.',
  ],
  falsePositives: ['Backup and audit tools in your own data centre: add their user to `known` as `scanner`.'],
  respond: [
    'Deactivate the key, and rotate the secrets that were read.',
    'Find out where the key leaked: code, images, build logs.',
  ],
  references: [
    { title: 'MITRE ATT&CK: Cloud Account discovery', url: 'https://attack.mitre.org/techniques/T1087/004/' },
  ],
  examples: {
    fires: {
      'a key reads three secrets': () => ({ records: [ask(), ...lists(), ...take(3)] }),
      'a key reads three parameters, in three ways': () => ({
        records: [ask(), ...lists(), ...parameters({ withDecryption: true })],
      }),
      'a key is refused all of five secrets': () => ({
        records: [ask(), ...lists(), ...take(5, { errorCode: 'AccessDenied' })],
      }),
      'credentials of an instance, used elsewhere': () => ({
        records: [ask(), ...lists(), ...take(3)].map((record) => ({ ...record, userIdentity: instanceSession() })),
        also: ['UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS'],
      }),
    },
    quiet: {
      'two secrets': () => ({ records: [ask(), ...lists(), ...take(2)] }),
      'two services': () => ({ records: [ask(), ...lists().slice(0, 2), ...take(5)] }),
      'parameters that stay encrypted': () => ({
        records: [ask(), ...lists(), ...parameters({})],
      }),
      'no call for the own identity': () => ({ records: [...lists(), ...take(5)] }),
      'a role, as people use': () => ({
        records: [ask(), ...lists(), ...take(5)].map((record) => ({ ...record, userIdentity: roleSession() })),
      }),
      'from within AWS': () => ({ records: [ask(), ...lists(), ...take(5)], amazon: ['198.51.100.7'] }),
    },
  },
});

/** The item that the call took; undefined when the call only looks. */
function thingOf({ eventName, requestParameters = {} }: CloudTrailRecord): string | undefined {
  if (!TAKING.includes(eventName)) return undefined;
  if (eventName.startsWith('GetParameter') && !isTrue(requestParameters['withDecryption'])) return undefined;
  const named = ['secretId', 'name', 'path', 'functionName'].flatMap((name) => textOf(requestParameters[name]) ?? []);
  return named[0] ?? eventName;
}

const LISTED = [
  ['secretsmanager', 'ListSecrets'],
  ['s3', 'ListBuckets'],
  ['ssm', 'DescribeParameters'],
] as const;

function ask() {
  return call('sts', 'GetCallerIdentity');
}

function lists() {
  return LISTED.map(([service, name]) => call(service, name));
}

function take(count: number, overrides = {}) {
  return Array.from({ length: count }, (_, i) => secret(i, overrides));
}

function parameters(more: object) {
  return [
    call('ssm', 'GetParameter', { requestParameters: { name: 'a', ...more } }),
    call('ssm', 'GetParameters', { requestParameters: { names: ['b'], ...more } }),
    call('ssm', 'GetParametersByPath', { requestParameters: { path: '/c', ...more } }),
  ];
}

function secret(i: number, overrides = {}) {
  return call('secretsmanager', 'GetSecretValue', { requestParameters: { secretId: `prod/${i}` }, ...overrides });
}

function call(service: string, eventName: string, overrides = {}) {
  return event({ eventSource: `${service}.amazonaws.com`, eventName, userIdentity: iamUser('mallory'), ...overrides });
}
