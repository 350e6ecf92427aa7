import { Readable } from 'node:stream';
import {
  flowBucketOf,
  MANAGEMENT,
  ORGANIZATION_ID,
  REGION,
  TRAIL_BUCKET,
  UNIT,
  type Organization,
} from './organization.ts';
import type { AccountState } from './step.ts';

/** A request as the SDK makes it. */
export interface Asked {
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null | undefined>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
}

/** The answers of AWS to an identity, as far as a look at the organization needs them. */
export function answerOf(organization: Organization, as: string, asked: Asked): Answer {
  const target = asked.headers['x-amz-target']?.split('.').at(-1);
  const body = textOf(asked.body);
  if (target !== undefined) return json(jsonAnswer(organization, as, target, body));
  const form = new URLSearchParams(body);
  const action = form.get('Action');
  if (action !== null) return xml(200, queryAnswer(organization, as, action));
  if (asked.path.startsWith('/clusters')) return json({ clusters: [] });
  return s3Answer(organization, as, asked);
}

function textOf(body: unknown): string {
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body ?? '');
}

function jsonAnswer(organization: Organization, as: string, target: string, body: string): object {
  switch (target) {
    case 'DescribeOrganization':
      return { Organization: { Id: ORGANIZATION_ID, MasterAccountId: MANAGEMENT } };
    case 'ListAccounts':
      return {
        Accounts: [...organization.accounts]
          .filter(([, { status }]) => status !== 'GONE')
          .map(([Id, { status }]) => ({ Id, Name: `account-${Id}`, Status: status, State: status })),
      };
    case 'ListRoots':
      return { Roots: [{ Id: ROOT }] };
    case 'ListAccountsForParent':
    case 'ListOrganizationalUnitsForParent':
      return below(organization, JSON.parse(body).ParentId);
    case 'DescribeTrails':
      return {
        trailList: [
          {
            TrailARN: TRAIL,
            S3BucketName: TRAIL_BUCKET,
            HomeRegion: REGION,
            IsMultiRegionTrail: true,
            IsOrganizationTrail: true,
          },
        ],
      };
    case 'GetTrailStatus':
      return { IsLogging: organization.trailLogs };
    case 'GetEventSelectors':
      return { EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [] }] };
    case 'ListResolverQueryLogConfigs':
      return { ResolverQueryLogConfigs: [] };
    case 'DescribeLogGroups':
      return { logGroups: [] };
    case 'DeleteMessageBatch': {
      const { Entries }: { Entries: { ReceiptHandle: string }[] } = JSON.parse(body);
      for (const { ReceiptHandle } of Entries) organization.messages.delete(ReceiptHandle);
      return { Successful: [], Failed: [] };
    }
  }
  throw new Error(`Nobody has taught the organization to answer ${target} to ${as}.`);
}

const ROOT = 'r-ab12';

/** One object answers both list calls: it also has the members of the other's answer. */
function below(organization: Organization, parent: string): object {
  const isThere = ([id, { status }]: readonly [string, AccountState]) =>
    status !== 'GONE' && (id === MANAGEMENT) === (parent === ROOT);
  return {
    Accounts: [...organization.accounts].filter(isThere).map(([Id]) => ({ Id })),
    OrganizationalUnits: parent === ROOT ? [{ Id: UNIT, Name: 'members' }] : [],
  };
}

const TRAIL = `arn:aws:cloudtrail:${REGION}:${MANAGEMENT}:trail/organization`;

/** The only VPC of each account. */
const VPC = 'vpc-0123456789abcdef0';

function queryAnswer(organization: Organization, as: string, action: string): string {
  switch (action) {
    case 'DescribeRegions':
      return `<DescribeRegionsResponse><regionInfo><item><regionName>${REGION}</regionName><optInStatus>opt-in-not-required</optInStatus></item></regionInfo></DescribeRegionsResponse>`;
    case 'DescribeFlowLogs': {
      const bucket = `arn:aws:s3:::${flowBucketOf(as)}`;
      const item = `<item><flowLogId>fl-0123456789abcdef0</flowLogId><resourceId>${VPC}</resourceId><trafficType>ALL</trafficType><flowLogStatus>ACTIVE</flowLogStatus><deliverLogsStatus>SUCCESS</deliverLogsStatus><logDestinationType>s3</logDestinationType><logDestination>${bucket}</logDestination></item>`;
      return `<DescribeFlowLogsResponse><flowLogSet>${organization.stateOf(as).flowLog ? item : ''}</flowLogSet></DescribeFlowLogsResponse>`;
    }
    case 'DescribeVpcs':
      return `<DescribeVpcsResponse><vpcSet><item><vpcId>${VPC}</vpcId><ownerId>${as}</ownerId></item></vpcSet></DescribeVpcsResponse>`;
    case 'DescribeDBInstances':
      return '<DescribeDBInstancesResponse><DescribeDBInstancesResult><DBInstances/></DescribeDBInstancesResult></DescribeDBInstancesResponse>';
    case 'DescribeDBClusters':
      return '<DescribeDBClustersResponse><DescribeDBClustersResult><DBClusters/></DescribeDBClustersResult></DescribeDBClustersResponse>';
  }
  throw new Error(`Nobody has taught the organization to answer ${action}.`);
}

function s3Answer(organization: Organization, as: string, { path, query = {}, headers }: Asked): Answer {
  const [, bucket = '', ...rest] = path.split('/');
  if (bucket === '') return xml(200, bucketsOf(as));
  const opens = organization.opens(as, bucket);
  const key = decodeURIComponent(rest.join('/'));
  if (key === '') return opens.list ? xml(200, page(organization, bucket, query)) : refused(403, 'AccessDenied');
  if (!opens.read) return refused(403, 'AccessDenied');
  const version = organization.at(bucket, key);
  if (version === undefined) return refused(404, 'NoSuchKey');
  const wanted = headers['if-match'];
  if (wanted !== undefined && wanted !== `"${version.etag}"`) return refused(412, 'PreconditionFailed');
  return {
    statusCode: 200,
    headers: { 'content-length': String(version.bytes.length), etag: `"${version.etag}"` },
    body: Readable.from([Buffer.from(version.bytes)]),
  };
}

function bucketsOf(accountId: string): string {
  const names = [flowBucketOf(accountId), ...(accountId === MANAGEMENT ? [TRAIL_BUCKET] : [])];
  const buckets = names.map((name) => `<Bucket><Name>${name}</Name></Bucket>`).join('');
  return `<ListAllMyBucketsResult><Buckets>${buckets}</Buckets></ListAllMyBucketsResult>`;
}

/** A small page size, so that a listing can be interrupted between two pages. */
const PAGE = 3;

function page(organization: Organization, bucket: string, query: NonNullable<Asked['query']>): string {
  const after = String(query['continuation-token'] ?? query['start-after'] ?? '');
  const prefix = String(query['prefix'] ?? '');
  const found = organization.objectsIn(bucket).filter(({ key }) => key.startsWith(prefix) && key > after);
  const some = found.slice(0, PAGE);
  const contents = some.map(
    ({ key, etag, bytes, storedAt }) =>
      `<Contents><Key>${key}</Key><LastModified>${new Date(storedAt).toISOString()}</LastModified><ETag>"${etag}"</ETag><Size>${bytes.length}</Size></Contents>`,
  );
  const more = found.length > PAGE ? `<NextContinuationToken>${some.at(-1)?.key ?? ''}</NextContinuationToken>` : '';
  return `<ListBucketResult><IsTruncated>${more !== ''}</IsTruncated>${more}${contents.join('')}</ListBucketResult>`;
}

export function json(body: object): Answer {
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: stream(JSON.stringify(body)),
  };
}

function xml(statusCode: number, body: string): Answer {
  return { statusCode, headers: { 'content-type': 'application/xml' }, body: stream(`<?xml version="1.0"?>${body}`) };
}

function refused(statusCode: number, code: string): Answer {
  return xml(statusCode, `<Error><Code>${code}</Code><Message>${code} by the organization.</Message></Error>`);
}

function stream(text: string): Readable {
  return Readable.from([Buffer.from(text)]);
}
