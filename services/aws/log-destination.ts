/** The place in S3 to which logs are delivered: `arn:aws:s3:::bucket/some/prefix/`. */
export interface LogDestination {
  readonly bucket: string;
  /** The part of keys before `AWSLogs/`: empty, or ends with `/`. */
  readonly prefix: string;
}

/** @param arn of a bucket, with or without a prefix; the result is undefined for anything that is not S3 */
export function parseLogDestination(arn: string): LogDestination | undefined {
  const [, bucket, rest = ''] = /^arn:[\w-]+:s3:::([^/]+)(?:\/(.*))?$/.exec(arn) ?? [];
  return bucket === undefined ? undefined : { bucket, prefix: asPrefix(rest) };
}

/** CloudTrail takes and shows a prefix without its final slash, flow logs with or without. */
export function asPrefix(text: string): string {
  const bare = text.replace(/\/+$/, '');
  return bare === '' ? '' : `${bare}/`;
}
