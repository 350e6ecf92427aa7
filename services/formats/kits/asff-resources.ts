import type { Finding } from '#services/model/finding.ts';
import { UNKNOWN_CALLER } from '#services/model/subject.ts';
import type { AccessKeyDetails, InstanceDetails, S3BucketDetails } from '#services/model/subject.ts';
import { line } from './asff-text.ts';

const RESOURCES_MAX = 32;

interface AsffResource {
  readonly Type: string;
  readonly Id: string;
  readonly Details?: object;
}

/** Everything the finding names, the resource it is about first: only that one carries the role. */
export function asffResources(finding: Finding): readonly object[] {
  const { accessKeyDetails, instanceDetails, s3BucketDetails = [] } = finding.resource;
  const buckets = s3BucketDetails.map((details) => bucket(details, finding));
  const instances = instanceDetails ? [instance(instanceDetails, finding)] : [];
  const principals = accessKeyDetails ? [principal(accessKeyDetails, finding)] : [];
  const order = {
    AccessKey: [principals, buckets, instances],
    Instance: [instances, principals, buckets],
    S3Bucket: [buckets, principals, instances],
  };
  const named = order[finding.resource.resourceType].flat();
  const all = named.length > 0 ? named : [other(finding.resource.id, {})];
  return all.slice(0, RESOURCES_MAX).map((resource, index) => ({
    ...resource,
    Id: line(resource.Id, 512) ?? `AWS::::Account:${finding.accountId}`,
    Partition: finding.partition,
    Region: finding.region.length <= 16 ? line(finding.region, 16) : undefined,
    ResourceRole: index > 0 ? undefined : finding.service.resourceRole === 'ACTOR' ? 'Actor' : 'Target',
  }));
}

function bucket({ name, arn }: S3BucketDetails, { partition }: Finding): AsffResource {
  return {
    Type: 'AwsS3Bucket',
    Id: arn ?? `arn:${partition}:s3:::${name}`,
    Details: { AwsS3Bucket: { Name: line(name, 256) } },
  };
}

function instance({ instanceId, networkInterfaces = [] }: InstanceDetails, finding: Finding): AsffResource {
  const addresses = networkInterfaces.flatMap(({ privateIpAddress }) => line(privateIpAddress, 64) ?? []);
  const addressesV6 = networkInterfaces.flatMap(({ ipv6Addresses = [] }) => ipv6Addresses);
  const [first] = networkInterfaces;
  const arn = (path: string) => `arn:${finding.partition}:ec2:${finding.region}:${finding.accountId}:${path}`;
  if (instanceId)
    return {
      Type: 'AwsEc2Instance',
      Id: arn(`instance/${instanceId}`),
      Details: {
        AwsEc2Instance: {
          IpV4Addresses: addresses,
          IpV6Addresses: addressesV6,
          VpcId: line(first?.vpcId, 64),
          SubnetId: line(first?.subnetId, 64),
        },
      },
    };
  const interfaceId = line(first?.networkInterfaceId, 64);
  if (!interfaceId) return other(finding.resource.id, { IpAddresses: [...addresses, ...addressesV6].join(' ') });
  return {
    Type: 'AwsEc2NetworkInterface',
    Id: arn(`network-interface/${interfaceId}`),
    Details: {
      AwsEc2NetworkInterface: {
        NetworkInterfaceId: interfaceId,
        PrivateIpAddresses: addresses.map((PrivateIpAddress) => ({ PrivateIpAddress })),
        IpV6Addresses: addressesV6.map((IpV6Address) => ({ IpV6Address })),
      },
    },
  };
}

/** Whoever called. A console session has no access key: then the user, and what is neither keeps its principal id. */
function principal(details: AccessKeyDetails, { accountId, partition, resource }: Finding): AsffResource {
  const { accessKeyId, principalId, userName, userType } = details;
  if (accessKeyId)
    return {
      Type: 'AwsIamAccessKey',
      Id: `AWS::IAM::AccessKey:${accessKeyId}`,
      Details: {
        AwsIamAccessKey: {
          AccessKeyId: line(accessKeyId, 256),
          AccountId: accountId,
          PrincipalId: line(principalId, 256),
          PrincipalType: line(userType, 64),
          PrincipalName: line(userName, 256),
        },
      },
    };
  if (userType === 'IAMUser' && userName)
    return {
      Type: 'AwsIamUser',
      Id: `arn:${partition}:iam::${accountId}:user/${userName}`,
      Details: { AwsIamUser: { UserId: line(principalId, 256), UserName: line(userName, 256) } },
    };
  if (userType === 'Root' || resource.id === UNKNOWN_CALLER)
    return { Type: 'AwsAccount', Id: `AWS::::Account:${accountId}` };
  return other(principalId ?? resource.id, { PrincipalId: principalId, UserName: userName, UserType: userType });
}

function other(id: string, facts: Readonly<Record<string, string | undefined>>): AsffResource {
  const Other = Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, line(value, 1024)]));
  return { Type: 'Other', Id: id, Details: { Other } };
}
