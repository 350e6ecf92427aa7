import type { IncomingMessage } from 'node:http';

/** One request to AWS, as far as the emulator parses it. */
export interface AwsRequest {
  readonly service: string;
  readonly action: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Parameters of a query-protocol call. */
  readonly form: URLSearchParams;
}

export interface AwsResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The request took effect, but the caller never gets an answer. */
  readonly lost?: true;
}

export async function readRequest(incoming: IncomingMessage): Promise<AwsRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  const [, accessKeyId = '', region = '', service = ''] =
    /Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(headers['authorization'] ?? '') ?? [];
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  const form = new URLSearchParams(isForm ? body.toString() : '');
  const method = incoming.method ?? 'GET';
  const url = incoming.url ?? '/';
  const action = actionOf(service, method, url, headers, form);
  return { service, action, region, accessKeyId, method, url, headers, body, form };
}

/** Answers an error in the wire format of the request's service. */
export function errorResponse(request: AwsRequest, status: number, code: string, message: string): AwsResponse {
  switch (PROTOCOLS[request.service]) {
    case 's3':
      return xml(status, `<Error><Code>${code}</Code><Message>${message}</Message></Error>`);
    case 'ec2':
      return xml(
        status,
        `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors></Response>`,
      );
    case 'query':
      return xml(
        status,
        `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
      );
    default:
      return {
        status,
        headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
        body: Buffer.from(JSON.stringify({ __type: code, message, Message: message })),
      };
  }
}

export function jsonResponse(body: unknown): AwsResponse {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(body)) };
}

const PROTOCOLS: Readonly<Record<string, 's3' | 'ec2' | 'query'>> = {
  s3: 's3',
  ec2: 'ec2',
  iam: 'query',
  sts: 'query',
  cloudformation: 'query',
  rds: 'query',
};

function xml(status: number, text: string): AwsResponse {
  return { status, headers: { 'content-type': 'text/xml' }, body: Buffer.from(`<?xml version="1.0"?>\n${text}`) };
}

function actionOf(
  service: string,
  method: string,
  url: string,
  headers: Readonly<Record<string, string>>,
  form: URLSearchParams,
): string {
  const [path = '', query = ''] = url.split('?');
  if (service === 's3') return s3Action(method, path, new URLSearchParams(query));
  if (service === 'securityhub' && method === 'POST' && path === '/findings/import') return 'BatchImportFindings';
  if (service === 'securityhub' && method === 'GET' && path === '/accounts') return 'DescribeHub';
  if (service === 'securityhub' && method === 'POST' && path === '/accounts') return 'EnableSecurityHub';
  return headers['x-amz-target']?.split('.').at(-1) ?? form.get('Action') ?? `${method} ${path}`;
}

function s3Action(method: string, path: string, query: URLSearchParams): string {
  const [, bucket, ...key] = path.split('/');
  if (!bucket) return 'ListBuckets';
  const hasKey = key.join('/') !== '';
  if (method === 'PUT') return hasKey ? 'PutObject' : 'CreateBucket';
  if (method === 'GET') return hasKey ? 'GetObject' : query.has('list-type') ? 'ListObjectsV2' : 'GetBucket';
  return `${method} ${hasKey ? 'object' : 'bucket'}`;
}

/** A fault at AWS: the affected calls, the answer that they get instead, and how often. */
export interface Fault {
  readonly service: string;
  readonly action?: string;
  readonly accountId?: string;
  readonly region?: string;
  readonly status: number;
  readonly code: string;
  /** How many calls it affects; all when absent. */
  times?: number;
}
