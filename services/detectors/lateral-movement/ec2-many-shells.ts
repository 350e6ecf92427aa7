import { defineDetector } from '#services/model/detector.ts';
import { minutes } from '#services/model/time.ts';
import { event, iamUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { succeeded } from '../kits/api-call.ts';
import { isByHand, isByKey, isRoleAtLarge, SAYS_IT_RUNS_IN_AWS } from '../kits/caller.ts';
import { idsGiven } from '../kits/instance-call.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'LateralMovement:EC2/ManyShells',
  own: true,
  title: 'One caller opened shells or ran commands on many instances',
  why: 'Attackers with permission to open shells move from instance to instance without needing a password.',
  asks: 'Did one caller open shells on many instances, or name them one by one to run a command there, within a quarter of an hour?',
  attack: ['T1021.007', 'T1021.008', 'T1651'],
  settings: {
    machines: {
      default: 8,
      because:
        'A person who works on an incident opens a handful; people who manage more name them by tag, in one call.',
    },
    machinesByKey: {
      default: 3,
      because:
        'Access keys of users, roles of instances and sessions of roles outside AWS are what gets stolen, and few of them need shells.',
    },
  },

  from: cloudtrail(
    'SendSSHPublicKey',
    'SendSerialConsoleSSHPublicKey',
    'StartSession',
    'ResumeSession',
    'SendCommand',
    'ExecuteCommand',
  ),
  where: { eventSource: (source) => source !== undefined && SOURCES.has(source) },
  and: (record, look) => targetsOf(record).length > 0 && isByHand(record, look),
  about: aboutPrincipal,
  acrossRegions: true,
  within: minutes(30),
  overlapping: true,
  tally: (t) => ({
    targets: t.distinct((record) => targetsOf(record)[0]),
    named: t.sample((record) => String(targetsOf(record).length)),
    keys: t.sample((record) => (isKey(record) ? record.callerKind : undefined)),
    calls: t.sample(({ eventName }) => eventName),
    answered: t.sample(({ errorCode, eventName }) => (succeeded(errorCode) ? eventName : undefined)),
  }),
  having: ({ tallies }, { settings }) =>
    machinesIn(tallies) >= (tallies.keys.length > 0 ? settings.machinesByKey : settings.machines),
  severity: {
    when: {
      Medium: 'with the access key of a user, the role of a machine, or a role at a public address',
      Low: 'by a signed-in person or any other role',
    },
    of: ({ tallies }) => (tallies.keys.length > 0 ? 'Medium' : 'Low'),
  },

  explain: ({ subject, tallies }) =>
    `${capitalized(callerOf(subject.resource))} ${tallies.answered.length > 0 ? 'opened shells or ran commands' : 'tried to open shells or run commands'} on at least ${machinesIn(tallies)} instances within minutes (${enumerated(tallies.calls)}).`,
  asff: 'TTPs/Lateral Movement/LateralMovement:EC2-ManyShells',
  blindTo: [
    'Commands that name their instances by tag or resource group: this is one call, and best practice.',
    'SSH shells with keys that are already on the instances.',
    'What was run: CloudTrail leaves it out.',
    SAYS_IT_RUNS_IN_AWS,
  ],
  falsePositives: [
    'Automation that runs with the key of a user, with a role outside AWS or on an instance, such as Ansible: add it to `known` as `pipeline`.',
  ],
  respond: [
    'Ask the owner of the credentials what was done on the instances.',
    'If nobody knows, disable the credentials, end the sessions, and look in the logs of Systems Manager for what was run.',
  ],
  references: [
    { title: 'MITRE ATT&CK: Cloud Administration Command', url: 'https://attack.mitre.org/techniques/T1651/' },
  ],
  examples: {
    fires: {
      'a command to three instances, with a key': () => ({ records: [command(3)] }),
      'three sessions by a role at a public address': () => ({
        records: sessions(3, { userIdentity: roleSession() }),
      }),
      'eight sessions by a role inside': () => ({ records: sessions(8, INSIDE) }),
      'refused attempts': () => ({ records: sessions(3, { errorCode: 'AccessDeniedException' }) }),
      'a command to three instances that are named as its targets': () => ({ records: [targeted(ids(3))] }),
    },
    quiet: {
      'a command to all instances': () => ({ records: [targeted(['*'])] }),
      'two instances that are named as targets': () => ({ records: [targeted(ids(2))] }),
      'two instances': () => ({ records: [command(2)] }),
      'two sessions by a role at a public address': () => ({
        records: sessions(2, { userIdentity: roleSession() }),
      }),
      'seven sessions by a role inside': () => ({ records: sessions(7, INSIDE) }),
      'one instance, again and again': () => ({
        records: Array.from({ length: 20 }, (_, i) => session(0, { requestID: String(i) })),
      }),
      'instances named by tag': () => ({
        records: [command(0, { requestParameters: { targets: [{ key: 'tag:app', values: ['web'] }] } })],
      }),
      'patching by a service': () => ({
        records: [command(9, { userIdentity: { ...roleSession(), invokedBy: 'ssm.amazonaws.com' } })],
      }),
      'over a whole day': () => ({
        records: Array.from({ length: 8 }, (_, i) =>
          session(i, { eventTime: `2026-03-02T${String(i + 8).padStart(2, '0')}:00:00Z` }),
        ),
      }),
    },
  },
});

const SOURCES = new Set(['ssm.amazonaws.com', 'ec2-instance-connect.amazonaws.com', 'ecs.amazonaws.com']);

/** The machines or tasks that a call names individually. */
function targetsOf({ requestParameters = {} }: CloudTrailRecord): readonly string[] {
  const one =
    textOf(requestParameters['target']) ?? textOf(requestParameters['instanceId']) ?? textOf(requestParameters['task']);
  return one === undefined ? idsGiven(requestParameters) : [one];
}

/** Whether the credentials are of the kinds that get stolen, from the record alone. */
function isKey(record: CloudTrailRecord): boolean {
  return isRoleAtLarge(record) || isByKey(record, { organization: { serves: () => false } });
}

interface Machines {
  readonly targets: { readonly size: number };
  readonly named: readonly string[];
}

/** A lower bound: calls that name several machines are not added up, because they may name the same ones. */
function machinesIn({ targets, named }: Machines): number {
  return Math.max(targets.size, ...named.map(Number));
}

const INSIDE = { userIdentity: roleSession(), sourceIPAddress: '10.0.0.7' };

function command(count: number, overrides = {}) {
  const requestParameters = { documentName: 'AWS-RunShellScript', instanceIds: ids(count) };
  return call('SendCommand', requestParameters, overrides);
}

function session(i: number, overrides = {}) {
  return call('StartSession', { target: `i-0000000000000000${i}` }, overrides);
}

function sessions(count: number, overrides = {}) {
  return Array.from({ length: count }, (_, i) => session(i, overrides));
}

function call(eventName: string, requestParameters: object, overrides: object) {
  const base = { eventSource: 'ssm.amazonaws.com', eventName, readOnly: false, userIdentity: iamUser('mallory') };
  return event({ ...base, requestParameters, ...overrides });
}

function ids(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `i-0000000000000000${i}`);
}

function targeted(values: readonly string[]) {
  return command(0, {
    requestParameters: { documentName: 'AWS-RunShellScript', targets: [{ key: 'InstanceIds', values }] },
  });
}
