import type { ResourceEnd } from '#services/model/resource-end.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { list, object, text } from './kits/reply.ts';

/** A call that, when it succeeds, deletes everything it names. */
export interface Ending {
  readonly service: string;
  /** `eventName`s, as CloudTrail writes them: some with a version. */
  readonly calls: readonly string[];
  /** A member that a record must have to end anything, and its place. */
  readonly member: readonly [name: string, within: 'requestParameters' | 'responseElements'];
  /** The member of a finding's resource that has the name; empty where AWS never reuses the id. */
  readonly tells: ResourceEnd['member'];
  /** Names are unique across Regions. */
  readonly isGlobal?: true;
  /** Ids of the deleted resources. Called for calls that succeeded; a missing or odd value ends nothing. */
  ends(record: CloudTrailRecord): readonly string[];
}

const Terminated = object({
  instancesSet: list(object({ instanceId: text, currentState: object({ name: text }) }), 1000),
});
const Bucket = object({ bucketName: text });
const Role = object({ roleName: text });
const Group = object({ groupId: text });
const Function = object({ functionName: text, qualifier: text });
const Cluster = object({ cluster: object({ name: text }) });
const Database = object({ dBInstanceIdentifier: text });

/**
 * The calls whose records prove that a resource is gone: AWS itself says that it will not come back. Users and
 * their access keys are not among them: what somebody did with them stays done, and who has one can often delete it.
 */
export const ENDINGS: readonly Ending[] = [
  {
    service: 'ec2.amazonaws.com',
    calls: ['TerminateInstances'],
    member: ['instanceId', 'responseElements'],
    tells: '',
    // With protection on, or in a dry run, the call succeeds and the state stays the same.
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
      // A qualifier names one version of the function, and the others stay.
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
