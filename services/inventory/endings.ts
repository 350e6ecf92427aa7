import type { ResourceEnd } from '#services/model/resource-end.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { list, object, text } from './kits/reply.ts';

/** A call that, where it succeeds, leaves nothing of what it names. */
export interface Ending {
  readonly service: string;
  /** `eventName`s, as CloudTrail writes them: some with a version. */
  readonly calls: readonly string[];
  /** A member without which a record ends nothing, and where it stands. */
  readonly member: readonly [name: string, within: 'requestParameters' | 'responseElements'];
  /** The member of a finding's resource that has the name; empty where the id is given once and never again. */
  readonly tells: ResourceEnd['member'];
  /** Its names are one space over all Regions. */
  readonly isGlobal?: true;
  /** Ids of what is gone. Asked of calls that succeeded; whatever is missing or odd ends nothing. */
  ends(record: CloudTrailRecord): readonly string[];
}

const Terminated = object({
  instancesSet: list(object({ instanceId: text, currentState: object({ name: text }) }), 1000),
});
const Bucket = object({ bucketName: text });
const Key = object({ accessKeyId: text });
const Role = object({ roleName: text });
const Group = object({ groupId: text });
const Function = object({ functionName: text, qualifier: text });
const Cluster = object({ cluster: object({ name: text }) });
const Database = object({ dBInstanceIdentifier: text });

/**
 * What counts as gone by a record: a call by which AWS itself says that the thing named will not be again. A user is not among
 * them: findings name people by a key, which is deleted before its user can be, or by an id, which the call does not tell.
 */
export const ENDINGS: readonly Ending[] = [
  {
    service: 'ec2.amazonaws.com',
    calls: ['TerminateInstances'],
    member: ['instanceId', 'responseElements'],
    tells: '',
    // With protection on, or with a dry run, a call succeeds and the state stays.
    ends: ({ responseElements }) =>
      Terminated.parse(responseElements).instancesSet.flatMap(({ instanceId, currentState: { name } }) =>
        instanceId?.startsWith('i-') && (name === 'shutting-down' || name === 'terminated') ? [instanceId] : [],
      ),
  },
  {
    service: 'ec2.amazonaws.com',
    calls: ['DeleteSecurityGroup'],
    member: ['groupId', 'requestParameters'],
    tells: '',
    ends({ requestParameters }) {
      const { groupId } = Group.parse(requestParameters);
      return groupId?.startsWith('sg-') ? [groupId] : [];
    },
  },
  {
    service: 'iam.amazonaws.com',
    calls: ['DeleteAccessKey'],
    member: ['accessKeyId', 'requestParameters'],
    tells: '',
    isGlobal: true,
    ends({ requestParameters }) {
      const { accessKeyId } = Key.parse(requestParameters);
      return accessKeyId?.startsWith('AKIA') ? [accessKeyId] : [];
    },
  },
  {
    service: 'iam.amazonaws.com',
    calls: ['DeleteRole'],
    member: ['roleName', 'requestParameters'],
    tells: 'iamRoleDetails',
    isGlobal: true,
    ends: ({ requestParameters }) => named(Role.parse(requestParameters).roleName),
  },
  {
    service: 's3.amazonaws.com',
    calls: ['DeleteBucket'],
    member: ['bucketName', 'requestParameters'],
    tells: 's3BucketDetails',
    isGlobal: true,
    ends: ({ requestParameters }) => named(Bucket.parse(requestParameters).bucketName),
  },
  {
    service: 'lambda.amazonaws.com',
    calls: ['DeleteFunction20150331', 'DeleteFunction'],
    member: ['functionName', 'requestParameters'],
    tells: 'lambdaDetails',
    ends({ requestParameters }) {
      const { functionName, qualifier } = Function.parse(requestParameters);
      // A qualifier names one version of it, and the others stay.
      const [, bare = functionName] = /(?:^|:)function:([^:]+)$/.exec(functionName ?? '') ?? [];
      return qualifier === undefined ? named(bare) : [];
    },
  },
  {
    service: 'eks.amazonaws.com',
    calls: ['DeleteCluster'],
    member: ['cluster', 'responseElements'],
    tells: 'eksClusterDetails',
    ends: ({ responseElements }) => named(Cluster.parse(responseElements).cluster.name),
  },
  {
    service: 'rds.amazonaws.com',
    calls: ['DeleteDBInstance'],
    member: ['dBInstanceIdentifier', 'responseElements'],
    tells: 'rdsDbInstanceDetails',
    ends: ({ responseElements }) => named(Database.parse(responseElements).dBInstanceIdentifier),
  },
];

function named(name: string | undefined): readonly string[] {
  return name === undefined ? [] : [name];
}
