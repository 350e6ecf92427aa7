import { awsService, event, iamUser, identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { defineDestruction, type Destruction } from '../kits/destruction.ts';
import { listedObjects, textOf } from '../kits/parameters.ts';
import { BY_FUNCTION, REFUSED } from '../kits/signals.ts';

export default defineDestruction({
  type: 'Impact:EC2/MassDestruction',
  title: 'Many instances, volumes, images or snapshots were deleted by hand',
  why: 'Attackers who want to do harm or demand a ransom delete everything at once; deleted instances also leave no evidence.',
  asks: 'Did one caller, not a service or a pipeline, terminate or delete many instances, volumes, images or snapshots within an hour?',
  attack: ['T1485', 'T1490', 'T1578.003'],
  destructions: [
    {
      service: 'ec2',
      call: 'TerminateInstances',
      of: ({ instancesSet }) => listedObjects(instancesSet).flatMap(({ instanceId }) => textOf(instanceId) ?? []),
    },
    one('DeleteVolume', 'volumeId'),
    one('DeleteSnapshot', 'snapshotId'),
    one('DeregisterImage', 'imageId'),
  ],
  things: {
    default: 50,
    because:
      'People who clean up delete a few dozen; the age of the resources is not known, so the number must be clearly higher.',
  },
  thingsByKey: {
    default: 20,
    because: 'Access keys of users belong to single-purpose programs and to individuals, who seldom own a fleet.',
  },
  noun: 'resource',

  asff: 'Effects/Data Destruction/Impact:EC2-MassDestruction',
  blindTo: [
    'How severe it is, where a signed-in person deletes snapshots, images and volumes: AWS lets nobody delete volumes in use, and people delete the rest to save money, so the severity is Low.',
    'Instances that are stopped, and instances that are deleted with their Auto Scaling group.',
  ],
  falsePositives: [
    'A stage that somebody takes down by hand, and scripts that delete old snapshots: add their role to `known` as `pipeline`.',
  ],
  respond: [
    'Ask the caller whether this was intended; if nobody knows, disable the credentials at once.',
    'Look in the Recycle Bin for snapshots and images, and restore from backups in another account.',
  ],
  references: [
    {
      title: 'Recycle Bin',
      url: 'https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin.html',
    },
  ],
  examples: {
    fires: {
      'fifty snapshots, one by one': () => ({ records: snapshots(50) }),
      'twenty snapshots with a key': () => ({ records: snapshots(20) }),
      'in several small batches': () => ({
        records: [machines(5), machines(5, {}, 'b'), machines(5, {}, 'c'), ...snapshots(5)],
      }),
      'twenty volumes with a key': () => ({ records: each('DeleteVolume', 'volumeId') }),
      'twenty images with a key': () => ({ records: each('DeregisterImage', 'imageId') }),
      'twenty instances and their snapshots, by a signed-in person': () => ({
        records: [...oneByOne(20, BY_PERSON), ...snapshots(30, BY_PERSON)],
      }),
      'snapshots by a signed-in person, which is less': () => ({
        records: [...oneByOne(19, BY_PERSON), ...snapshots(50, BY_PERSON)],
      }),
      'by a function, which is less': () => ({ records: snapshots(50, BY_FUNCTION) }),
      'by an autoscaler in a pod, which is less': () => ({ records: [machines(60, { userIdentity: POD })] }),
      'fifty instances in one call, by a role': () => ({ records: [machines(50, { userIdentity: roleSession() })] }),
    },
    quiet: {
      'forty-nine snapshots, with a role': () => ({ records: snapshots(49, { userIdentity: roleSession() }) }),
      'nineteen instances with a key': () => ({ records: [machines(19)] }),
      'the same instances again and again, one fewer than counts': () => ({
        records: Array.from({ length: 19 }, (_, gone) => {
          const items = Array.from({ length: 19 }, (__, i) => ({ instanceId: `i-0123456789abcde${10 + i}` }));
          return record('TerminateInstances', { instancesSet: { items: items.toSpliced(gone, 1) } });
        }),
      }),
      'all refused': () => ({ records: snapshots(60, REFUSED) }),
      'Auto Scaling shrinks a fleet': () => ({ records: [machines(80, { userIdentity: awsService() })] }),
      'a pipeline deletes old snapshots': () => ({
        records: snapshots(60, { userIdentity: roleSession('x', 'retention') }),
        known: [{ who: 'arn:aws:iam::*:role/retention', purposes: ['pipeline'], because: 'Deletes what is old.' }],
      }),
    },
  },
});

const BY_PERSON = { userIdentity: identityCenterUser() };
const POD = roleSession('1772445600000000000', 'autoscaler', {
  webIdFederationData: {
    federatedProvider: 'arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE',
  },
});

function one(call: string, name: string): Destruction {
  return {
    service: 'ec2',
    call,
    of: (parameters) => [parameters[name]].flatMap((id) => textOf(id) ?? []),
    unused: true,
  };
}

function each(call: string, name: string) {
  return Array.from({ length: 20 }, (_, i) => record(call, { [name]: `${name}-${i}` }));
}

function snapshots(count: number, overrides = {}) {
  return Array.from({ length: count }, (_, i) => record('DeleteSnapshot', { snapshotId: `snap-${i}` }, overrides));
}

function machines(count: number, overrides = {}, prefix = '') {
  const items = Array.from({ length: count }, (_, i) => ({ instanceId: `i-${prefix}${i}` }));
  return record('TerminateInstances', { instancesSet: { items } }, overrides);
}

function oneByOne(count: number, overrides: object) {
  return Array.from({ length: count }, (_, i) => machines(1, overrides, `${i}-`));
}

function record(eventName: string, requestParameters: object, overrides = {}) {
  return event({ eventName, requestParameters, readOnly: false, userIdentity: iamUser('mallory'), ...overrides });
}
