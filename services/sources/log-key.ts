import type { KeyLayout, LogDelivery, Recognition } from '#services/model/source.ts';

/** What the key of an object tells in the layouts in which AWS delivers logs to S3. */
export interface LogKey {
  /** As AWS spells it in the path: `CloudTrail`, `CloudTrail-Digest`, `vpcflowlogs`, `elasticloadbalancing`… */
  readonly service: string;
  readonly accountId: string;
  readonly region: string | undefined;
  /** Whether the key ends in `/`: a folder made in the console, which has no content. */
  readonly folder: boolean;
  /** What follows the service in AWS's folders; empty outside of them. */
  readonly below: string;
  /** Whether it is in AWS's folders. The name of a single file may be anybody's, and its "service" any word. */
  readonly inLayout: boolean;
}

/**
 * Parses a key: account and organization layouts, Hive-compatible ones, any prefix (which may contain slashes and
 * `AWSLogs` itself: the last one counts), and AWS's file names outside their folders. Undefined for any other key; then
 * the content decides.
 */
export function parseLogKey(key: string): LogKey | undefined {
  // Most names of other files contain no account; this quick check rejects them.
  if (!ACCOUNT.test(key)) return undefined;
  const path = key.replaceAll('\\', '/');
  const folder = path.endsWith('/');
  const { accountId, service, below = '' } = LAYOUT.exec(path)?.groups ?? {};
  if (accountId !== undefined && service !== undefined)
    return { service, accountId, region: REGION.exec(below)?.[1], folder, below, inLayout: true };
  const hive = HIVE.exec(path)?.groups;
  const file = hive ?? FILE.exec(path)?.groups ?? RESOURCE_FILE.exec(path)?.groups;
  if (file?.['accountId'] === undefined || file['service'] === undefined) return undefined;
  const named = { service: file['service'], accountId: file['accountId'], region: file['region'] };
  return { ...named, folder, below: '', inLayout: hive !== undefined };
}

/** The meaning of a key in the layout of the first source that knows it; undefined when none does. */
export function recognize<Known extends { readonly delivery?: LogDelivery }>(
  key: string,
  sources: readonly Known[],
): { readonly source: Known; readonly recognition: Recognition } | undefined {
  const parsed = parseLogKey(key);
  if (parsed === undefined) return undefined;
  const { service, accountId, region } = parsed;
  for (const source of sources) {
    const layout = source.delivery?.layout;
    if (layout === undefined) continue;
    const isOwn = service === layout.service;
    if (!isOwn && !Object.hasOwn(layout.beside, service)) continue;
    const note = isOwn ? ownNote(parsed, layout) : layout.beside[service];
    return { source, recognition: { take: note === undefined, accountId, region, note } };
  }
  return undefined;
}

/** Why an object of the source itself is passed over. */
function ownNote({ folder, below }: LogKey, { within }: KeyLayout): string | undefined {
  if (folder) return FOLDER_NOTE;
  return within !== undefined && below.split('/').at(-2) === within.folder ? within.note : undefined;
}

export const FOLDER_NOTE = 'A folder marker: it has no content.';

const ACCOUNT = /\d{12}/;
const LAYOUT = /^(?:.*\/)?AWSLogs\/(?:o-[a-z0-9]+\/)?(?<accountId>\d{12})\/(?<service>[^/=]+)\/(?<below>.*)$/s;
const HIVE =
  /^(?:.*\/)?AWSLogs\/(?:o-[a-z0-9]+\/)?aws-account-id=(?<accountId>\d{12})\/aws-service=(?<service>[^/]+)\/(?:aws-region=(?<region>[a-z0-9-]+)\/)?/s;
const REGION = /^([a-z]{2,}(?:-[a-z]+)+-\d{1,2}[a-z]?)\//;
const FILE =
  /(?:^|\/)(?<accountId>\d{12})_(?<service>[A-Za-z]+(?:-[A-Za-z]+)?)_(?<region>[a-z]{2,}(?:-[a-z]+)+-\d{1,2}[a-z]?)_[^/]*$/;
const RESOURCE_FILE = /(?:^|\/)[a-z]+-[0-9a-f]+_(?<service>[A-Za-z]+)_(?<accountId>\d{12})_[^/]*$/;
