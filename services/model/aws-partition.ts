/** The part of AWS that a Region belongs to: the second member of every ARN of it. */
export function awsPartition(region: string): 'aws' | 'aws-cn' | 'aws-us-gov' {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** Where AWS keeps what has no Region, such as users: in each partition the Region of its own services for all. */
const GLOBAL = { aws: 'us-east-1', 'aws-cn': 'cn-north-1', 'aws-us-gov': 'us-gov-west-1' } as const;

/**
 * The Region in which findings about what has no Region are told: never one of another partition, which could not know of
 * the account.
 *
 * @param region of a record
 * @param chosen the home Region that the owner chose, of whichever partition it is
 */
export function homeRegionOf(region: string, chosen: string | undefined): string {
  const partition = awsPartition(region);
  return chosen !== undefined && awsPartition(chosen) === partition ? chosen : GLOBAL[partition];
}
