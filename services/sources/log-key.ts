import type { Recognition } from '#services/model/source.ts';

/** What the key of an object says in the layouts in which AWS delivers logs to S3. */
export interface LogKey {
  /** As AWS spells it in the path: `CloudTrail`, `CloudTrail-Digest`, `vpcflowlogs`, `elasticloadbalancing`… */
  readonly service: string;
  readonly accountId: string;
  readonly region: string | undefined;
  /** A key that ends in `/` is a folder that the console made: it has no content. */
  readonly folder: boolean;
}

/**
 * Reads a key: account and organization layouts, Hive-compatible ones, any prefix (which may hold slashes and
 * `AWSLogs` itself: the last one counts), and file names of AWS's making outside their folders. Undefined when it is
 * none of these; the content decides then.
 */
export function parseLogKey(key: string): LogKey | undefined {
  // Most names of files elsewhere have no account, and are told so in a fraction of the time.
  if (!ACCOUNT.test(key)) return undefined;
  const path = key.replaceAll('\\', '/');
  const folder = path.endsWith('/');
  const { accountId, service, below } = LAYOUT.exec(path)?.groups ?? {};
  if (accountId !== undefined && service !== undefined)
    return { service, accountId, region: REGION.exec(below ?? '')?.[1], folder };
  const hive = HIVE.exec(path)?.groups;
  if (hive?.['accountId'] !== undefined && hive['service'] !== undefined)
    return { service: hive['service'], accountId: hive['accountId'], region: hive['region'], folder };
  const file = FILE.exec(path)?.groups ?? RESOLVER_FILE.exec(path)?.groups;
  if (file?.['accountId'] !== undefined && file['service'] !== undefined)
    return { service: file['service'], accountId: file['accountId'], region: file['region'], folder };
  return undefined;
}

/**
 * What a source makes of a key: taken when the service is its own, passed over when it is one of the `others` that lie
 * in the same folders (service → why), undefined when the key is somebody else's or says nothing.
 */
export function recognizeService(
  key: string,
  service: string,
  others: Readonly<Record<string, string>> = {},
): Recognition | undefined {
  const parsed = parseLogKey(key);
  if (parsed === undefined) return undefined;
  const { accountId, region } = parsed;
  const note =
    parsed.service === service
      ? parsed.folder
        ? FOLDER_NOTE
        : undefined
      : Object.hasOwn(others, parsed.service)
        ? others[parsed.service]
        : undefined;
  if (parsed.service !== service && note === undefined) return undefined;
  return { take: note === undefined, accountId, region, note };
}

export const FOLDER_NOTE = 'A folder marker: it has no content.';

const ACCOUNT = /\d{12}/;
const LAYOUT = /^(?:.*\/)?AWSLogs\/(?:o-[a-z0-9]+\/)?(?<accountId>\d{12})\/(?<service>[^/=]+)\/(?<below>.*)$/s;
const HIVE =
  /^(?:.*\/)?AWSLogs\/(?:o-[a-z0-9]+\/)?aws-account-id=(?<accountId>\d{12})\/aws-service=(?<service>[^/]+)\/(?:aws-region=(?<region>[a-z0-9-]+)\/)?/s;
const REGION = /^([a-z]{2,}(?:-[a-z]+)+-\d{1,2}[a-z]?)\//;
const FILE =
  /(?:^|\/)(?<accountId>\d{12})_(?<service>CloudTrail(?:-[A-Za-z]+)?|vpcflowlogs)_(?<region>[a-z]{2,}(?:-[a-z]+)+-\d{1,2}[a-z]?)_[^/]*$/;
const RESOLVER_FILE = /(?:^|\/)vpc-[0-9a-f]+_(?<service>vpcdnsquerylogs)_(?<accountId>\d{12})_[^/]*$/;
