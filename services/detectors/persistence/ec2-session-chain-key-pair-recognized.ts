import { defineDetector } from '#services/model/detector.ts';
import { iso } from '#services/model/time.ts';
import { event, identityCenterUser, iamUser } from '#services/sources/cloudtrail/example.ts';
import { CloudTrailEvent } from '#services/sources/cloudtrail/event.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { succeeded } from '../kits/api-call.ts';
import { isByHand } from '../kits/caller.ts';
import { listed, member, textOf } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Persistence:EC2/SessionChain.KeyPairRecognized',
  own: true,
  title: 'A caller looked for instances with a key pair, and then made it',
  why: 'Attackers give their key pairs the same name everywhere, and look for it first: where instances have it, they were here before.',
  asks: 'Did one caller look for instances with a key pair, and make a key pair of that name within half a day?',
  attack: ['T1098.001', 'T1580'],

  from: cloudtrail('DescribeInstances', 'CreateKeyPair', 'ImportKeyPair'),
  where: {
    eventSource: (source) => source === 'ec2.amazonaws.com',
    errorCode: succeeded,
  },
  and: (record, look) => isByHand(record, look) && keyNameOf(record) !== undefined,
  about: (record) => {
    const name = keyNameOf(record);
    const { principalId } = record.userIdentity;
    return name === undefined ? undefined : aboutChanged(`${principalId ?? ''} ${name}`.trim(), record);
  },
  acrossRegions: true,
  overlapping: true,
  tally: (t) => ({
    names: t.sample(keyNameOf),
    firstAsked: t.earliest((record) => (isQuestion(record) ? iso(record.time) : undefined)),
    lastMade: t.latest((record) => (isQuestion(record) ? undefined : iso(record.time))),
    madeIn: t.distinct((record) => (isQuestion(record) ? undefined : record.region)),
    kinds: t.distinct((record) => (record.callerKind === 'person' ? undefined : record.callerKind)),
  }),
  having: ({ tallies: { firstAsked, lastMade } }) =>
    firstAsked !== undefined && lastMade !== undefined && firstAsked <= lastMade,

  severity: {
    when: { Medium: 'with a key or the session of a role', Low: 'by a signed-in person' },
    of: ({ tallies: { kinds } }) => (kinds.size > 0 ? 'Medium' : 'Low'),
  },
  explain: ({ subject, tallies: { names, madeIn } }) =>
    `${capitalized(callerOf(subject.resource))} looked for instances with key pair ${enumerated(names)}, and then made a key pair of that name in ${enumerated(madeIn.values)}.`,
  asff: 'TTPs/Persistence/Persistence:EC2-SessionChain.KeyPairRecognized',
  blindTo: [
    'Callers who list all instances, and look through the answer themselves.',
    'Questions that name several key pairs: the first counts.',
  ],
  falsePositives: ['Scripts that replace a key pair after they made sure that no instance has it.'],
  respond: [
    'Ask the caller what the key pair is for.',
    'If nobody knows, delete it, look for instances that were started with it, and disable the credentials of the caller.',
    'Search other accounts for key pairs of the same name.',
  ],
  references: [
    {
      title: 'MITRE ATT&CK: Additional Cloud Credentials',
      url: 'https://attack.mitre.org/techniques/T1098/001/',
    },
  ],
  examples: {
    fires: {
      'looked for, and made': () => ({ records: [ask('k7'), make('k7')] }),
      'imported in another Region, hours later': () => ({
        records: [
          ask('k7'),
          make('k7', { eventName: 'ImportKeyPair', awsRegion: 'eu-west-1', eventTime: '2026-03-02T14:00:00Z' }),
        ],
      }),
      'by a signed-in person, which is Low': () => ({
        records: [
          ask('k7', { userIdentity: identityCenterUser() }),
          make('k7', { userIdentity: identityCenterUser() }),
        ],
      }),
    },
    quiet: {
      'another key pair is made': () => ({ records: [ask('k7'), make('web')] }),
      'looked for after it was made, as tools do that log in': () => ({
        records: [ask('k7', { eventTime: '2026-03-02T10:10:00Z' }), make('k7')],
      }),
      'another caller makes it': () => ({
        records: [ask('k7'), make('k7', { userIdentity: { ...iamUser('bob'), principalId: 'AIDAEXAMPLEUSER000002' } })],
      }),
      'only looked for': () => ({ records: [ask('k7')] }),
      'instances are found by another name': () => ({
        records: [
          event({ requestParameters: filter('tag:Name', 'k7'), eventTime: '2026-03-02T09:59:00Z' }),
          make('k7'),
        ],
      }),
      'it was refused': () => ({ records: [ask('k7'), make('k7', { errorCode: 'Client.UnauthorizedOperation' })] }),
      'a known pipeline': () => ({
        records: [ask('k7'), make('k7')],
        known: [{ who: 'arn:aws:iam::*:user/alice', purposes: ['pipeline'], because: 'Replaces key pairs.' }],
      }),
    },
  },
});

function isQuestion({ eventName }: CloudTrailRecord): boolean {
  return eventName === 'DescribeInstances';
}

/** The key pair that a call makes or looks for. */
function keyNameOf(record: CloudTrailRecord): string | undefined {
  if (!isQuestion(record)) return textOf(record.requestParameters?.['keyName']);
  // Instances are listed all day, and few of these questions are about key pairs.
  if (record instanceof CloudTrailEvent && !record.mayHave('key-name', 'requestParameters')) return undefined;
  const filters = listed(record.requestParameters?.['filterSet']);
  const asked = filters.find((item) => member(item, 'name') === 'key-name');
  return listed(member(asked, 'valueSet')).flatMap((item) => textOf(member(item, 'value')) ?? [])[0];
}

function filter(name: string, value: string) {
  return { filterSet: { items: [{ name, valueSet: { items: [{ value }] } }] } };
}

function ask(name: string, overrides = {}) {
  return event({ requestParameters: filter('key-name', name), eventTime: '2026-03-02T09:59:00Z', ...overrides });
}

function make(keyName: string, overrides = {}) {
  return event({ eventName: 'CreateKeyPair', readOnly: false, requestParameters: { keyName }, ...overrides });
}
