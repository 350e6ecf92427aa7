import { AwsError } from '#services/aws/aws-error.ts';
import type { Aws } from '#services/aws/aws.ts';
import { inProcessAws, type InProcessAnswer, type InProcessCall } from './in-process-aws.ts';

/** An account of a switchboard. */
export interface SwitchedAccount {
  status: string;
  /** Whether its member role can be assumed. */
  hasRole: boolean;
  /** Whether STS throttles calls that assume the role. */
  throttled?: boolean;
}

const VPCS = ['vpc-0a', 'vpc-0b'];

/**
 * An organization in this process, as far as enrolment needs it: accounts, Regions with two VPCs each, and the enabled
 * features. It counts calls, and wasted calls: repeated within a run, refused, or to an account without a role.
 */
export class Switchboard {
  readonly accounts = new Map<string, SwitchedAccount>();
  readonly regions: readonly string[];
  calls = 0;
  wasted = 0;
  /** The duration of each call, in ms. */
  readonly latencyMs: number;
  readonly #on = new Set<string>();
  readonly #asked = new Set<string>();

  constructor(regions: readonly string[], latencyMs = 0) {
    this.regions = regions;
    this.latencyMs = latencyMs;
  }

  /** A client that acts as the role of this name, which it has not assumed anywhere yet. */
  open(role: string): Aws {
    return inProcessAws(
      (call) => this.#answerLater(call, role),
      (accountId) => {
        this.#count(`AssumeRole ${role} ${accountId}`);
        const account = this.accounts.get(accountId);
        if (account?.throttled === true)
          throw new AwsError('throttled', `Could not act in ${accountId}: Throttling.`, 'Throttling', undefined);
        return account?.hasRole === true;
      },
    );
  }

  /** Begins a run: calls are counted from zero. */
  begin(): void {
    [this.calls, this.wasted] = [0, 0];
    this.#asked.clear();
  }

  #count(question: string): void {
    this.calls++;
    // Switching a feature on may repeat a call; only reading calls can be wasted by repetition.
    const asks = /Describe|List|Get|AssumeRole|GET/.test(question);
    if (asks && this.#asked.has(question)) this.wasted++;
    this.#asked.add(question);
  }

  async #answerLater(call: InProcessCall, role: string): Promise<InProcessAnswer> {
    const { as, region, action, input } = call;
    this.#count(`${role} ${as} ${region} ${action} ${JSON.stringify(input)}`);
    if (this.latencyMs > 0) await new Promise((done) => setTimeout(done, this.latencyMs));
    const answer = this.#answer(call);
    if (answer.status === 400) this.wasted++;
    return answer;
  }

  #answer({ as, region, action, input }: InProcessCall): InProcessAnswer {
    const name = action.split('.').at(-1) ?? '';
    const isOn = (what: string) => this.#on.has(`${as} ${region} ${what}`);
    const turnOn = (what: string) => void this.#on.add(`${as} ${region} ${what}`);
    switch (name) {
      case 'DescribeOrganization':
        return { body: { Organization: { Id: 'o-exampleorg', MasterAccountId: '111122223333' } } };
      case 'ListAccounts':
        return this.#list(Number(input['NextToken'] ?? 0));
      case 'DescribeRegions': {
        const items = this.regions.map((each) => `<item><regionName>${each}</regionName></item>`);
        return xml(name, `<regionInfo>${items.join('')}</regionInfo>`);
      }
      case 'DescribeVpcs':
        return xml(name, `<vpcSet>${VPCS.map((vpc) => `<item><vpcId>${vpc}</vpcId></item>`).join('')}</vpcSet>`);
      case 'DescribeFlowLogs':
        return xml(name, `<flowLogSet>${isOn('flow') ? VPCS.map(flowLog).join('') : ''}</flowLogSet>`);
      case 'CreateFlowLogs':
        turnOn('flow');
        return xml(name, '<flowLogIdSet/><unsuccessful/>');
      case 'DescribeTrails': {
        const trail = { Name: 'vedette', TrailARN: `arn:aws:cloudtrail:us-east-1:${as}:trail/vedette` };
        const rest = { S3BucketName: 'example-logs', HomeRegion: 'us-east-1', IsMultiRegionTrail: true };
        return { body: { trailList: isOn('trail') ? [{ ...trail, ...rest }] : [] } };
      }
      case 'GetTrailStatus':
        return { body: { IsLogging: isOn('logging') } };
      case 'CreateTrail':
        turnOn('trail');
        return { body: {} };
      case 'StartLogging':
        turnOn('logging');
        return { body: {} };
      case 'ListResolverQueryLogConfigs':
        return { body: { ResolverQueryLogConfigs: isOn('dns') ? [QUERY_LOG] : [] } };
      case 'ListResolverQueryLogConfigAssociations': {
        const of = (ResourceId: string) => ({ ResourceId, ResolverQueryLogConfigId: QUERY_LOG.Id, Status: 'ACTIVE' });
        return { body: { ResolverQueryLogConfigAssociations: VPCS.map(of) } };
      }
      case 'CreateResolverQueryLogConfig':
        turnOn('dns');
        return { body: { ResolverQueryLogConfig: QUERY_LOG } };
      case 'AssociateResolverQueryLogConfig':
        return { body: {} };
      case 'GET /clusters':
        return { body: { clusters: [] } };
      case 'GET /accounts':
        return isOn('hub') ? { body: { HubArn: 'arn' } } : { status: 401, body: { __type: 'InvalidAccessException' } };
      case 'POST /accounts':
        turnOn('hub');
        return { body: {} };
      default:
        return {
          status: 400,
          body: { __type: 'AccessDeniedException', message: `The switchboard knows no ${action}.` },
        };
    }
  }

  #list(from: number): InProcessAnswer {
    const page = [...this.accounts].slice(from, from + 20).map(([Id, { status }]) => ({ Id, Name: Id, State: status }));
    const next = from + 20 < this.accounts.size ? { NextToken: String(from + 20) } : {};
    return { body: { Accounts: page, ...next } };
  }
}

const QUERY_LOG = { Id: 'rqlc-1', DestinationArn: 'arn:aws:s3:::example-logs' };

function flowLog(vpc: string): string {
  return `<item><flowLogId>fl-${vpc}</flowLogId><resourceId>${vpc}</resourceId><logDestinationType>s3</logDestinationType><trafficType>ALL</trafficType><logDestination>arn:aws:s3:::example-logs</logDestination></item>`;
}

function xml(action: string, body: string): InProcessAnswer {
  return { body: `<${action}Response><requestId>1</requestId>${body}</${action}Response>` };
}
