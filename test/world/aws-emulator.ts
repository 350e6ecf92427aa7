import { Agent, createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  errorResponse,
  jsonResponse,
  readRequest,
  type AwsRequest,
  type AwsResponse,
  type Fault,
} from './aws-request.ts';
import { EventBridgeFake } from './event-bridge.ts';
import { SecurityHubFake } from './security-hub.ts';
import { trusts } from './trust-policy.ts';

/**
 * AWS for tests: moto with its mistakes corrected, and a Security Hub of this project. It answers as AWS does where
 * that matters to an organization's delegated administrator:
 *
 * - the access key identifies the caller; unknown keys are refused
 * - AssumeRole checks the role's trust policy, the external id, and whether the account is active
 * - ListAccounts and lists below a unit work for delegated administrators, 20 a page, and are denied to other members
 * - organization trails are shown to members
 * - CloudTrail names the keys that it signs digests with
 * - buckets are their owner's unless granted to others; `ExpectedBucketOwner` counts; other Regions are redirected
 * - flow logs keep the prefix of their destination
 * - log groups may be subscribed to a destination of another account: this is listed and delivers nothing
 * - log groups may be subscribed by a policy of their account: this is listed and delivers nothing
 * - buckets have a policy status
 * - interfaces that are described as a load balancer's belong to its service
 */
export class AwsEmulator {
  readonly securityHub = new SecurityHubFake();
  /** Used only without moto, which has event buses and rules itself. */
  readonly eventBridge = new EventBridgeFake();
  readonly faults: Fault[] = [];
  /** Public keys of CloudTrail's digests, in base64: moto has no keys. */
  readonly publicKeys: { readonly Fingerprint: string; readonly Value: string }[] = [];
  /** Calls that moto lacks, as `service:Action`: must be empty when a suite ends. */
  readonly unimplemented = new Set<string>();
  /** How far AWS's clock is ahead of this machine's. */
  clockAheadMs = 0;
  /** Every call that was answered, as `account service:Action region`. */
  readonly calls: string[] = [];

  readonly #hasMoto: boolean;
  readonly #moto: URL;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #server = createServer((incoming, outgoing) => {
    this.#serve(incoming, outgoing).catch((error: unknown) =>
      outgoing.destroy(error instanceof Error ? error : undefined),
    );
  });
  readonly #accountOfKey = new Map<string, string>();
  readonly #delegated = new Map<string, string>();
  readonly #buckets = new Map<
    string,
    { readonly owner: string; readonly region: string; readonly readers: Set<string> }
  >();
  readonly #flowLogDestinations = new Map<string, string>();
  readonly #accountPolicies = new Map<string, object[]>();
  readonly #farSubscriptions = new Map<string, object[]>();
  #managementAccountId = '';

  /** @param motoUrl undefined for suites that only use calls that the emulator answers itself */
  constructor(motoUrl?: string) {
    this.#hasMoto = motoUrl !== undefined;
    this.#moto = new URL(motoUrl ?? 'http://127.0.0.1:1');
  }

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    this.#agent.destroy();
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The keys of an account's own administrator. */
  credentialsOf(accountId: string): { readonly accessKeyId: string; readonly secretAccessKey: string } {
    const accessKeyId = `AKIATEST${accountId}`;
    this.#accountOfKey.set(accessKeyId, accountId);
    return { accessKeyId, secretAccessKey: 'any' };
  }

  /** Grants an account access to a bucket, as a bucket policy for listing and reading would. */
  grantBucket(bucket: string, accountId: string): void {
    this.#buckets.get(bucket)?.readers.add(accountId);
  }

  /** A call of the query protocol, for services whose client the project does not have. */
  async query(
    accountId: string,
    service: string,
    region: string,
    parameters: Readonly<Record<string, string>>,
  ): Promise<string> {
    const { accessKeyId } = this.credentialsOf(accountId);
    const response = await fetch(this.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: new URLSearchParams(parameters),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${service}:${parameters['Action']}: ${text}`);
    return text;
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    const { status, headers, body, lost } = await this.#answer(request);
    if (lost) return void outgoing.destroy();
    const length = request.method === 'HEAD' ? {} : { 'content-length': body.length };
    const date = new Date(Date.now() + this.clockAheadMs).toUTCString();
    outgoing.writeHead(status, { ...headers, date, ...length }).end(body);
  }

  async #answer(request: AwsRequest): Promise<AwsResponse> {
    const { service, action, region } = request;
    const accountId = this.#accountOfKey.get(request.accessKeyId);
    if (accountId === undefined)
      return errorResponse(
        request,
        403,
        'InvalidClientTokenId',
        'The security token included in the request is invalid.',
      );
    const fault = this.#faultFor(request, accountId);
    const response =
      fault === undefined
        ? await this.#answerTo(request, accountId)
        : errorResponse(request, fault.status, fault.code, `${fault.code} by fault rule`);
    // A redirected call is repeated, and counted then.
    if (response.status !== 301) this.calls.push(`${accountId} ${service}:${action} ${region}`);
    return response;
  }

  async #answerTo(request: AwsRequest, accountId: string): Promise<AwsResponse> {
    const { service, action } = request;
    switch (`${service}:${action}`) {
      case 'sts:AssumeRole':
        return this.#assumeRole(request, accountId);
      case 'organizations:CreateOrganization':
        this.#managementAccountId = accountId;
        return this.#forward(request, accountId);
      case 'organizations:RegisterDelegatedAdministrator':
        this.#delegated.set(String(JSON.parse(request.body.toString()).AccountId), accountId);
        return this.#forward(request, accountId);
      case 'organizations:ListAccounts':
      case 'organizations:ListAccountsForParent':
      case 'organizations:ListOrganizationalUnitsForParent':
        return this.#listAccounts(request, accountId);
      case 'cloudtrail:ListPublicKeys':
        return jsonResponse({ PublicKeyList: this.publicKeys });
      case 'cloudtrail:DescribeTrails':
        return this.#describeTrails(request, accountId);
      case 'cloudtrail:GetTrailStatus':
        return this.#forward(request, String(JSON.parse(request.body.toString()).Name).split(':')[4] ?? accountId);
      case 'logs:PutAccountPolicy':
      case 'logs:DescribeAccountPolicies':
        return this.#accountPolicy(request, accountId);
      case 'logs:PutSubscriptionFilter':
      case 'logs:DescribeSubscriptionFilters':
        return this.#subscription(request, accountId);
      case 'ec2:CreateFlowLogs':
        return this.#createFlowLogs(request, accountId);
      case 'ec2:DescribeFlowLogs':
        return this.#describeFlowLogs(request, accountId);
      case 'ec2:DescribeNetworkInterfaces':
        return this.#describeInterfaces(request, accountId);
    }
    if (service === 'events' && !this.#hasMoto) return this.eventBridge.answer(request, accountId);
    if (service === 'securityhub') return this.securityHub.answer(request, accountId);
    if (service === 's3') return this.#s3(request, accountId);
    return this.#forward(request, accountId);
  }

  #faultFor({ service, action, region }: AwsRequest, accountId: string): Fault | undefined {
    const fault = this.faults.find(
      (each) =>
        each.service === service &&
        (each.action ?? action) === action &&
        (each.accountId ?? accountId) === accountId &&
        (each.region ?? region) === region &&
        (each.times ?? 1) > 0,
    );
    if (fault?.times !== undefined) fault.times -= 1;
    return fault;
  }

  async #assumeRole(request: AwsRequest, accountId: string): Promise<AwsResponse> {
    const arn = request.form.get('RoleArn') ?? '';
    const target = arn.split(':')[4] ?? '';
    const denied = errorResponse(
      request,
      403,
      'AccessDenied',
      `User: arn:aws:sts::${accountId}:assumed-role/service/session is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
    );
    if (!(await this.#isActive(target))) return denied;
    const policy = await this.#trustPolicy(target, arn.split('/').at(-1) ?? '', arn);
    if (policy === undefined || !trusts(policy, { accountId, externalId: request.form.get('ExternalId') }))
      return denied;
    const response = await this.#forward(request, accountId);
    const [, key] = /<AccessKeyId>([^<]+)</.exec(response.body.toString()) ?? [];
    if (key !== undefined) this.#accountOfKey.set(key, target);
    return response;
  }

  async #isActive(accountId: string): Promise<boolean> {
    if (accountId === this.#managementAccountId) return true;
    const response = await this.#call(this.#managementAccountId, 'organizations', 'us-east-1', {
      target: 'AWSOrganizationsV20161128.DescribeAccount',
      body: JSON.stringify({ AccountId: accountId }),
    });
    return response.status === 200 && JSON.parse(response.body.toString()).Account.Status === 'ACTIVE';
  }

  async #trustPolicy(accountId: string, roleName: string, arn: string): Promise<string | undefined> {
    const body = new URLSearchParams({ Action: 'GetRole', Version: '2010-05-08', RoleName: roleName }).toString();
    const text = (await this.#call(accountId, 'iam', 'us-east-1', { body })).body.toString();
    if (!text.includes(`<Arn>${arn}</Arn>`)) return undefined;
    const [, encoded] = /<AssumeRolePolicyDocument>([^<]+)</.exec(text) ?? [];
    return encoded === undefined ? undefined : decodeURIComponent(encoded);
  }

  async #listAccounts(request: AwsRequest, accountId: string): Promise<AwsResponse> {
    const owner = accountId === this.#managementAccountId ? accountId : this.#delegated.get(accountId);
    if (owner === undefined)
      return errorResponse(
        request,
        400,
        'AccessDeniedException',
        "You don't have permissions to access this resource.",
      );
    const parameters: { MaxResults?: number } = JSON.parse(request.body.toString());
    const body = JSON.stringify({ ...parameters, MaxResults: Math.min(parameters.MaxResults ?? 20, 20) });
    return this.#forward({ ...request, body: Buffer.from(body) }, owner);
  }

  async #describeTrails(request: AwsRequest, accountId: string): Promise<AwsResponse> {
    const own = await this.#forward(request, accountId);
    if (accountId === this.#managementAccountId || own.status !== 200) return own;
    const ours: { trailList: object[] } = JSON.parse(own.body.toString());
    const theirs: { trailList: { IsOrganizationTrail?: boolean }[] } = JSON.parse(
      (await this.#forward(request, this.#managementAccountId)).body.toString(),
    );
    const trailList = [...ours.trailList, ...theirs.trailList.filter(({ IsOrganizationTrail }) => IsOrganizationTrail)];
    return { ...own, body: Buffer.from(JSON.stringify({ trailList })) };
  }

  #accountPolicy({ action, region, body }: AwsRequest, accountId: string): AwsResponse {
    const place = `${accountId} ${region}`;
    const accountPolicies = this.#accountPolicies.get(place) ?? [];
    if (action === 'DescribeAccountPolicies') return jsonResponse({ accountPolicies });
    const accountPolicy: object = JSON.parse(body.toString());
    this.#accountPolicies.set(place, [...accountPolicies, accountPolicy]);
    return jsonResponse({ accountPolicy });
  }

  async #subscription(request: AwsRequest, accountId: string): Promise<AwsResponse> {
    const filter: { logGroupName: string; destinationArn?: string } = JSON.parse(request.body.toString());
    const place = `${accountId} ${request.region} ${filter.logGroupName}`;
    const far = this.#farSubscriptions.get(place) ?? [];
    if (filter.destinationArn?.includes(':logs:') === true) {
      this.#farSubscriptions.set(place, [...far, filter]);
      return jsonResponse({});
    }
    const response = await this.#forward(request, accountId);
    if (request.action === 'PutSubscriptionFilter' || response.status !== 200) return response;
    const { subscriptionFilters }: { subscriptionFilters: object[] } = JSON.parse(response.body.toString());
    return jsonResponse({ subscriptionFilters: [...subscriptionFilters, ...far] });
  }

  async #createFlowLogs(request: AwsRequest, accountId: string): Promise<AwsResponse> {
    const form = new URLSearchParams(request.form);
    const destination = form.get('LogDestination') ?? '';
    form.set('LogDestination', destination.replace(/(:::[^/]+)\/.*$/, '$1'));
    const response = await this.#forward({ ...request, body: Buffer.from(form.toString()) }, accountId);
    for (const [id] of response.body.toString().matchAll(/fl-[0-9a-f]+/g))
      this.#flowLogDestinations.set(id, destination);
    return response;
  }

  async #describeFlowLogs(request: AwsRequest, accountId: string): Promise<AwsResponse> {
    const response = await this.#forward(request, accountId);
    const items = response.body.toString().split(/(?=<item>)/);
    const text = items.map((item) => {
      const destination = this.#flowLogDestinations.get(/<flowLogId>([^<]+)</.exec(item)?.[1] ?? '');
      return destination === undefined
        ? item
        : item.replace(/<logDestination>[^<]*</, `<logDestination>${destination}<`);
    });
    return { ...response, body: Buffer.from(text.join('')) };
  }

  async #describeInterfaces(request: AwsRequest, accountId: string): Promise<AwsResponse> {
    const response = await this.#forward(request, accountId);
    const managed = /(<description>ELB [^<]*<.*?<requesterManaged>)false/gs;
    return { ...response, body: Buffer.from(response.body.toString().replace(managed, '$1true')) };
  }

  async #s3(request: AwsRequest, accountId: string): Promise<AwsResponse> {
    const name = decodeURIComponent(request.url.split(/[/?]/)[1] ?? '');
    if (request.action === 'CreateBucket') {
      const response = await this.#forward(request, accountId);
      if (response.status === 200)
        this.#buckets.set(name, { owner: accountId, region: request.region, readers: new Set([accountId]) });
      return response;
    }
    const bucket = this.#buckets.get(name);
    if (bucket === undefined) return this.#forward(request, accountId);
    const expected = request.headers['x-amz-expected-bucket-owner'];
    if (!bucket.readers.has(accountId) || (expected !== undefined && expected !== bucket.owner))
      return errorResponse(request, 403, 'AccessDenied', 'Access Denied');
    if (bucket.region !== request.region) {
      const redirect = errorResponse(
        request,
        301,
        'PermanentRedirect',
        'The bucket must be addressed in its own Region.',
      );
      return { ...redirect, headers: { ...redirect.headers, 'x-amz-bucket-region': bucket.region } };
    }
    if (request.url.includes('policyStatus')) return this.#policyStatus(request, bucket.owner);
    return this.#forward(request, bucket.owner);
  }

  /** Whether a policy grants public access, for the policies that tests write. */
  async #policyStatus(request: AwsRequest, owner: string): Promise<AwsResponse> {
    const policy = await this.#forward({ ...request, url: request.url.replace('policyStatus', 'policy') }, owner);
    if (policy.status !== 200) return policy;
    const isPublic = /"Principal":\s*(?:"\*"|\{"AWS":\s*"\*"\})/.test(policy.body.toString());
    const text = `<PolicyStatus><IsPublic>${String(isPublic)}</IsPublic></PolicyStatus>`;
    return { ...policy, headers: { 'content-type': 'application/xml' }, body: Buffer.from(text) };
  }

  async #forward(request: AwsRequest, accountId: string): Promise<AwsResponse> {
    const response = await this.#send(request.method, request.url, request.headers, request.body, accountId);
    if (!/^\s*<!doctype html/i.test(response.body.subarray(0, 40).toString())) return response;
    this.unimplemented.add(`${request.service}:${request.action}`);
    return errorResponse(request, 400, 'EmulatorNotImplemented', `moto has no ${request.service}:${request.action}`);
  }

  #call(
    accountId: string,
    service: string,
    region: string,
    { target, body }: { readonly target?: string; readonly body: string },
  ): Promise<AwsResponse> {
    const headers = {
      host: `${service}.${region}.amazonaws.com`,
      authorization: `AWS4-HMAC-SHA256 Credential=AKIATEST/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      'content-type': target === undefined ? 'application/x-www-form-urlencoded' : 'application/x-amz-json-1.1',
      ...(target === undefined ? {} : { 'x-amz-target': target }),
    };
    return this.#send('POST', '/', headers, Buffer.from(body), accountId);
  }

  async #send(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body: Buffer,
    accountId: string,
  ): Promise<AwsResponse> {
    const { 'transfer-encoding': _, connection: __, ...kept } = headers;
    const outgoing = httpRequest({
      host: this.#moto.hostname,
      port: this.#moto.port,
      method,
      path,
      agent: this.#agent,
      headers: { ...kept, 'x-moto-account-id': accountId, 'content-length': body.length },
    });
    outgoing.end(body);
    const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
      outgoing.once('response', resolve).once('error', reject);
    });
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { 'transfer-encoding': ___, connection: ____, ...rest } = incoming.headers;
    return {
      status: incoming.statusCode ?? 500,
      headers: Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)])),
      body: Buffer.concat(chunks),
    };
  }
}
