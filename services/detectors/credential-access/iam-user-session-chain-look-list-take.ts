import { isPublicAddress } from '#services/model/address.ts';
import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import type { DistinctReading } from '#services/model/tally.ts';
import { minutes } from '#services/model/time.ts';
import { event, iamUser, instanceSession, roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { isRefusal, isTrue } from '../kits/api-call.ts';
import { isByKey, isKeyKind, knownCaller } from '../kits/caller.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { saysDeploys } from '../kits/user-agent.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

const LISTING = ['ListSecrets', 'DescribeParameters', 'ListBuckets', 'ListFunctions20150331', 'ListUsers', 'ListRoles'];
const TAKING = [
  'GetSecretValue',
  'BatchGetSecretValue',
  'GetParameter',
  'GetParameters',
  'GetParametersByPath',
  'GetParameterHistory',
  'GetFunction20150331v2',
];
/** What says nothing by itself and much in large numbers: whole functions with their variables, and files. */
const COPYING = ['GetFunction20150331v2', 'GetFunctionConfiguration20150331v2', 'GetObject'];

export default defineDetector({
  type: 'CredentialAccess:IAMUser/SessionChain.LookListTake',
  own: true,
  title: 'A key asked for its own identity, listed services and took what it found',
  why: 'Owners know whose key it is and where their secrets are; attackers who find a key have to ask both first.',
  asks: 'Did an access key of a user, or the credentials of a workload, ask for their own identity, list several services and read secrets within an hour? Or did it ask for its identity, list all functions or buckets, and then read many functions or files?',
  severity: 'High',
  attack: ['T1087.004', 'T1555.006'],
  settings: {
    services: { default: 3, because: 'Programs list what they work with: one service, seldom two.' },
    taken: { default: 3, because: 'A program needs one or two secrets when it starts.' },
    functions: {
      default: 10,
      because: 'A deployment reads the functions that it changes, and need not list them first.',
    },
    files: { default: 50, because: 'A program reads the buckets that it knows, and need not list them first.' },
    refused: { default: 5, because: 'A caller who is refused five secrets does not know what the key may do.' },
  },

  from: cloudtrail('GetCallerIdentity', ...new Set([...LISTING, ...TAKING, ...COPYING])),
  where: {
    sourceIPAddress: (address) => address !== undefined && isPublicAddress(address),
    callerKind: isKeyKind,
    userAgent: (userAgent) => !saysDeploys(userAgent),
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
    functions: t.distinct((record) => copied(record, 'functionName')),
    files: t.distinct((record) => copied(record, 'key')),
    taken: t.distinct((record) => (record.errorCode === undefined ? thingOf(record) : undefined)),
    refused: t.distinct((record) => (isRefusal(record.errorCode) ? thingOf(record) : undefined)),
  }),
  having: ({ tallies }, { settings }) =>
    tallies.looked.length > 0 &&
    ((tallies.listed.size >= settings.services &&
      (tallies.taken.size >= settings.taken || tallies.refused.size >= settings.refused)) ||
      (tallies.listed.values.includes('lambda.amazonaws.com') && tallies.functions.size >= settings.functions) ||
      (tallies.listed.values.includes('s3.amazonaws.com') && tallies.files.size >= settings.files)),

  explain: ({ subject, tallies }) =>
    `${capitalized(callerOf(subject.resource))} asked for its own identity, listed ${enumerated(tallies.listed.values)}, and ${tookIn(tallies)}.`,
  asff: 'TTPs/Credential Access/CredentialAccess:IAMUser-SessionChain.LookListTake',
  blindTo: [
    'Role sessions of people: asking for their own identity is ordinary there.',
    'Files whose bucket’s trail records no data events.',
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
      'a key reads ten functions': () => ({ records: [ask(), ...functions(10)] }),
      'a key reads fifty files': () => ({ records: [ask(), ...files(50)] }),
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
      'nine functions': () => ({ records: [ask(), ...functions(9)] }),
      'ten functions that a deployment tool reads': () => ({
        records: [ask(), ...functions(10)].map((record) => ({ ...record, userAgent: 'HashiCorp Terraform/1.9.0' })),
      }),
      'ten functions that were not listed': () => ({ records: [ask(), ...functions(10).slice(1)] }),
      'forty-nine files': () => ({ records: [ask(), ...files(49)] }),
      'fifty files of a bucket that was not looked for': () => ({ records: [ask(), ...files(50).slice(1)] }),
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

/** The function or the file that a call copied, by the parameter that names it. */
function copied({ eventName, errorCode, requestParameters }: CloudTrailRecord, name: string): string | undefined {
  return errorCode === undefined && COPYING.includes(eventName) ? textOf(requestParameters?.[name]) : undefined;
}

interface Took {
  readonly taken: DistinctReading;
  readonly refused: DistinctReading;
  readonly functions: DistinctReading;
  readonly files: DistinctReading;
}

function tookIn({ taken, refused, functions: code, files: objects }: Took): string {
  if (objects.size > 0) return `read ${counted(objects.size, 'file')}`;
  if (code.size > taken.size) return `read ${counted(code.size, 'function')}`;
  return taken.size > 0 ? `read ${enumerated(taken.values)}` : `was refused ${enumerated(refused.values)}`;
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

function functions(count: number) {
  return [
    call('lambda', 'ListFunctions20150331'),
    ...Array.from({ length: count }, (_, i) =>
      call('lambda', 'GetFunctionConfiguration20150331v2', { requestParameters: { functionName: `f${i}` } }),
    ),
  ];
}

function files(count: number) {
  const data = { eventCategory: 'Data', managementEvent: false };
  return [
    call('s3', 'ListBuckets'),
    ...Array.from({ length: count }, (_, i) =>
      call('s3', 'GetObject', { requestParameters: { bucketName: 'reports', key: `${i}.pdf` }, ...data }),
    ),
  ];
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
