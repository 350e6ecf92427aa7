/** The AWS partition of a Region: the second part of every ARN there. */
export function awsPartition(region: string): 'aws' | 'aws-cn' | 'aws-us-gov' {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/**
 * The Region that stands for resources without a Region, such as users: each partition keeps its global services there.
 */
const GLOBAL = { aws: 'us-east-1', 'aws-cn': 'cn-north-1', 'aws-us-gov': 'us-gov-west-1' } as const;

/**
 * The Region of findings about resources that have no Region. It is always in the same partition as the record's
 * Region, because other partitions do not know the account.
 *
 * @param region of a record
 * @param chosen the home Region that the owner chose, in any partition
 */
export function homeRegionOf(region: string, chosen: string | undefined): string {
  const partition = awsPartition(region);
  return chosen !== undefined && awsPartition(chosen) === partition ? chosen : GLOBAL[partition];
}
