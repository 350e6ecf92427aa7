import { defineDetector } from '#services/model/detector.ts';
import { event, iamUser, identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { succeeded } from '../kits/api-call.ts';
import { isByHand, knownCaller } from '../kits/caller.ts';
import { hopExamples } from '../kits/hop-examples.ts';
import { actedAs, actorOf, hops } from '../kits/hops.ts';
import { ec2Parameter } from '../kits/ec2-parameter.ts';
import { listedObjects, member, textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { capitalized } from '../kits/wording.ts';

const HOPPED = hopExamples(() => [snapshot(), copy(), attach('vol-0copy')]);

export default defineDetector({
  type: 'CredentialAccess:EC2/SessionChain.DiskTheft',
  own: true,
  title: 'The disk of an instance was copied or moved and attached to another instance',
  why: 'A disk that is attached to another instance can be read without logging in to the first: its passwords, its databases, its directory.',
  asks: 'Did one caller copy a volume and attach the copy to an instance, or move a volume from one instance to another?',
  attack: ['T1578.001', 'T1578.002', 'T1003'],

  from: cloudtrail(
    'CreateSnapshot',
    'CreateSnapshots',
    'CopySnapshot',
    'CreateVolume',
    'CopyVolumes',
    'AttachVolume',
    'DetachVolume',
    'RunInstances',
  ),
  where: { eventSource: (source) => source === 'ec2.amazonaws.com', errorCode: succeeded },
  and: (record, look) =>
    isByHand(record, look) &&
    (stepsOf(record) !== undefined || startedBy(record) !== undefined) &&
    !look.organization.serves('forensics', knownCaller(record), record.time) &&
    !look.organization.serves('backup', knownCaller(record), record.time),
  about: aboutPrincipal,
  hops,
  // A copy of a snapshot may be in another Region.
  acrossRegions: true,
  overlapping: true,
  tally: (t) => ({
    steps: t.sample(stepsOf),
    started: t.sample(startedBy),
    keys: t.sample(({ callerKind }) => (callerKind === 'person' ? undefined : callerKind)),
    actors: t.sample(actorOf),
  }),
  having: ({ tallies }) => theftIn(tallies.steps) !== undefined,
  severity: {
    when: {
      High: 'it was done with a key or a role, or the instance was started by the same caller',
      Low: 'a signed-in person attached the disk to an instance that was there already, as in the repair of a machine that does not start',
    },
    of: ({ tallies: { steps, started, keys } }) =>
      keys.length > 0 || started.includes(theftIn(steps, started)?.instance ?? '') ? 'High' : 'Low',
  },

  explain: ({ subject, tallies }) => {
    const theft = theftIn(tallies.steps, tallies.started);
    return `${capitalized(callerOf(subject.resource))} took volume ${theft?.volume ?? '(unnamed)'} and attached it, or a copy of it, to instance ${theft?.instance ?? '(unnamed)'}${actedAs(tallies.actors)}.`;
  },
  asff: 'TTPs/Credential Access/CredentialAccess:EC2-SessionChain.DiskTheft',
  blindTo: [
    'Which instance a copied volume belonged to: a copy that goes back to the same instance looks the same.',
    'Images, shared snapshots, and disks that are read through the EBS direct APIs.',
    'More than twenty steps of one caller in a day: only the first by name are looked at.',
  ],
  falsePositives: [
    'A manual restore from a snapshot that was just made.',
    'Forensics: add the role to `known` as `forensics`.',
  ],
  respond: [
    'Ask the caller what the disk was needed for.',
    'If nobody knows, stop the instance that has the disk, keep the disk as evidence, and disable the caller’s credentials.',
    'Change the passwords and keys that are on the disk; for a domain controller, change all of them.',
  ],
  references: [
    {
      title: 'MITRE ATT&CK: Create Snapshot',
      url: 'https://attack.mitre.org/techniques/T1578/001/',
    },
  ],
  examples: {
    fires: {
      ...HOPPED.fires,
      'a snapshot, a volume, and another instance': () => ({ records: [snapshot(), copy(), attach('vol-0copy')] }),
      'a disk is moved to another instance': () => ({ records: [detach('i-0victim'), attach('vol-0original')] }),
      'by a signed-in person who started the other instance': () => ({
        records: [run('i-0thief', BY_PERSON), snapshot(BY_PERSON), copy(BY_PERSON), attach('vol-0copy', BY_PERSON)],
      }),
      'a repair by a signed-in person, which is less': () => ({
        records: [run('i-0other', BY_PERSON), snapshot(BY_PERSON), copy(BY_PERSON), attach('vol-0copy', BY_PERSON)],
      }),
      'a copy in another Region': () => ({
        records: [
          snapshot(),
          call('CopySnapshot', { sourceSnapshotId: 'snap-0example' }, { snapshotId: 'snap-0far' }, FAR),
          copy({ requestParameters: { snapshotId: 'snap-0far' }, ...FAR }),
          attach('vol-0copy', FAR),
        ],
      }),
      'all disks of an instance at once': () => ({ records: [snapshots(), copy(), attach('vol-0copy')] }),
      'another instance is started with the copy': () => ({
        records: [snapshot(), run('i-0thief', { requestParameters: { blockDeviceMapping: DISKS } })],
      }),
      'a volume is copied without a snapshot': () => ({
        records: [
          call(
            'CopyVolumes',
            { CopyVolumesRequest: { SourceVolumeId: 'vol-0original' } },
            { CopyVolumesResponse: { volumeSet: { item: { volumeId: 'vol-0copy' } } } },
            {},
          ),
          attach('vol-0copy'),
        ],
      }),
      'across midnight': () => ({
        records: [
          snapshot({ eventTime: '2026-03-02T23:58:00Z' }),
          copy({ eventTime: '2026-03-03T00:01:00Z' }),
          attach('vol-0copy', { eventTime: '2026-03-03T00:02:00Z' }),
        ],
      }),
    },
    quiet: {
      ...HOPPED.quiet,
      'a snapshot and a volume of another disk': () => ({
        records: [snapshot(), copy({ requestParameters: { snapshotId: 'snap-0other' } }), attach('vol-0copy')],
      }),
      'an instance is started with a snapshot that was there already': () => ({
        records: [snapshots(), run('i-0thief', { requestParameters: { blockDeviceMapping: OTHER_DISKS } })],
      }),
      'a snapshot is copied for safety': () => ({
        records: [
          snapshot(),
          call('CopySnapshot', { sourceSnapshotId: 'snap-0example' }, { snapshotId: 'snap-0far' }, FAR),
          attach('vol-0copy', FAR),
        ],
      }),
      'detached and attached again': () => ({ records: [detach('i-0thief'), attach('vol-0original')] }),
      'a backup drill, by the role for backups': () => ({
        records: [snapshot(), copy(), attach('vol-0copy')],
        known: [{ who: 'arn:aws:iam::*:user/mallory', purposes: ['backup' as const], because: 'Tries restores.' }],
      }),
      'an AWS service': () => ({
        records: [snapshot, copy, () => attach('vol-0copy')].map((make) => ({
          ...make(),
          userIdentity: { ...roleSession(), invokedBy: 'backup.amazonaws.com' },
        })),
      }),
      'an instance is started, and its own disk attached again': () => ({
        records: [run('i-0thief'), detach('i-0thief'), attach('vol-0original')],
      }),
      'a failed attachment': () => ({
        records: [snapshot(), copy(), attach('vol-0copy', { errorCode: 'VolumeInUse' })],
      }),
    },
  },
});

/**
 * Steps of a call from one resource to the next, as text, a line each: `copy vol-1 snap-1`, `copy snap-1 vol-2`,
 * `attach vol-2 i-2`, `detach vol-1 i-1`. An instance can be started with a copy, which attaches it, too.
 */
function stepsOf(record: CloudTrailRecord): string | undefined {
  const { eventName, responseElements } = record;
  const asked = (name: string) => textOf(ec2Parameter(record, name));
  const answered = (name: string) => textOf(member(responseElements, name));
  const said = (name: string) => asked(name) ?? answered(name);
  switch (eventName) {
    case 'CreateSnapshot':
      return step('copy', said('volumeId'), answered('snapshotId'));
    case 'CreateSnapshots':
      return lines(
        listedObjects(member(responseElements, 'CreateSnapshotsResponse', 'snapshotSet')).map((made) =>
          step('copy', textOf(made['volumeId']), textOf(made['snapshotId'])),
        ),
      );
    case 'CopySnapshot':
      return step('copy', asked('sourceSnapshotId'), answered('snapshotId'));
    case 'CreateVolume':
      return step('copy', asked('snapshotId'), answered('volumeId'));
    case 'CopyVolumes':
      return lines(
        listedObjects(member(responseElements, 'CopyVolumesResponse', 'volumeSet')).map(({ volumeId }) =>
          step('copy', asked('sourceVolumeId'), textOf(volumeId)),
        ),
      );
    case 'RunInstances':
      return lines(
        listedObjects(record.requestParameters?.['blockDeviceMapping']).map(({ ebs }) => {
          const copied = textOf(member(ebs, 'snapshotId'));
          return copied === undefined ? undefined : step('attach', copied, startedIn(record));
        }),
      );
    case 'AttachVolume':
      return step('attach', said('volumeId'), said('instanceId'));
    case 'DetachVolume':
      return step('detach', said('volumeId'), said('instanceId'));
    default:
      return undefined;
  }
}

function lines(steps: readonly (string | undefined)[]): string | undefined {
  return steps.filter((each) => each !== undefined).join('\n') || undefined;
}

/** An instance that a signed-in person started: only their severity depends on it, and answers of this call are long. */
function startedBy(record: CloudTrailRecord): string | undefined {
  return record.eventName === 'RunInstances' && record.callerKind === 'person' ? startedIn(record) : undefined;
}

/** The instance that a call started. A call that starts several is not one for reading a disk. */
function startedIn({ responseElements }: CloudTrailRecord): string | undefined {
  const instances = listedObjects(member(responseElements, 'instancesSet'));
  return instances.length === 1 ? textOf(instances[0]?.['instanceId']) : undefined;
}

function step(name: string, from: string | undefined, to: string | undefined): string | undefined {
  return from === undefined || to === undefined ? undefined : `${name} ${from} ${to}`;
}

interface Theft {
  readonly volume: string;
  readonly instance: string;
}

/** Monotonic: more steps only add paths, so a theft stays a theft. */
function theftIn(steps: readonly string[], started: readonly string[] = []): Theft | undefined {
  const thefts = theftsIn(steps);
  return thefts.find(({ instance }) => started.includes(instance)) ?? thefts[0];
}

function theftsIn(steps: readonly string[]): readonly Theft[] {
  const parts = steps.flatMap((text) => text.split('\n')).map((text) => text.split(' '));
  const of = (wanted: string) => parts.flatMap(([name, from = '', to = '']) => (name === wanted ? [{ from, to }] : []));
  const sources = new Map(of('copy').map(({ from, to }) => [to, from]));
  return of('attach').flatMap(({ from: attached, to: instance }) => {
    const moved = of('detach').find(({ from, to }) => from === attached && to !== instance);
    if (moved !== undefined) return [{ volume: attached, instance }];
    const volume = originOf(attached, sources);
    return volume === undefined ? [] : [{ volume, instance }];
  });
}

/** The volume that a volume or snapshot is a copy of, over any number of copies. */
function originOf(made: string, sources: ReadonlyMap<string, string>): string | undefined {
  let origin = made;
  // Every copy has an id of its own, so a path is no longer than the number of copies.
  for (let left = sources.size; left > 0; left--) origin = sources.get(origin) ?? origin;
  return origin !== made && origin.startsWith('vol-') ? origin : undefined;
}

const FAR = { awsRegion: 'ap-southeast-2' };
const DISKS = { items: [{ deviceName: '/dev/sdf', ebs: { snapshotId: 'snap-0example' } }] };
const OTHER_DISKS = { items: [{ deviceName: '/dev/sdf', ebs: { snapshotId: 'snap-0other' } }] };

function snapshots() {
  const item = [
    { snapshotId: 'snap-0root', volumeId: 'vol-0root' },
    { snapshotId: 'snap-0example', volumeId: 'vol-0original' },
  ];
  return call(
    'CreateSnapshots',
    { CreateSnapshotsRequest: { InstanceSpecification: { InstanceId: 'i-0victim' } } },
    { CreateSnapshotsResponse: { snapshotSet: { item } } },
    {},
  );
}

function snapshot(overrides = {}) {
  return call('CreateSnapshot', { volumeId: 'vol-0original' }, { snapshotId: 'snap-0example' }, overrides);
}

function copy(overrides = {}) {
  return call('CreateVolume', { snapshotId: 'snap-0example' }, { volumeId: 'vol-0copy' }, overrides);
}

function attach(volumeId: string, overrides = {}) {
  return call(
    'AttachVolume',
    { volumeId, instanceId: 'i-0thief', device: '/dev/sdf' },
    { status: 'attaching' },
    overrides,
  );
}

const BY_PERSON = { userIdentity: identityCenterUser() };

function run(instanceId: string, overrides = {}) {
  return call('RunInstances', { instanceType: 't3.micro' }, { instancesSet: { items: [{ instanceId }] } }, overrides);
}

function detach(instanceId: string) {
  return call('DetachVolume', { volumeId: 'vol-0original' }, { instanceId }, {});
}

function call(eventName: string, requestParameters: object, responseElements: object, overrides: object) {
  const base = { eventName, readOnly: false, userIdentity: iamUser('mallory') };
  return event({ ...base, requestParameters, responseElements, ...overrides });
}
