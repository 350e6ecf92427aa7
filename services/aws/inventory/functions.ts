import type { NetworkInterface } from '@aws-sdk/client-ec2';
import type { FunctionConfiguration, LambdaClient } from '@aws-sdk/client-lambda';
import { compact } from '#services/inventory/kits/compact.ts';
import type { LambdaDetails } from '#services/resources/lambda-function.ts';
import { AwsError, asking, paged } from '../aws-error.ts';
import type { ClientConfig } from '../aws.ts';
import { interfacePages } from '../ec2.ts';
import type { InventoryCalls, Seen } from '../inventory.ts';
import { inPages } from './kits/in-pages.ts';

/** Functions of a Region whose tags are asked for: a call each. */
const TAGGED_MAX = 200;

/** Lambda functions, and which of them an interface in a VPC belongs to. */
const functions: InventoryCalls = {
  what: 'functions',
  scope: 'region',
  permissions: [
    {
      action: 'lambda:ListFunctions',
      principals: ['member'],
      why: 'say of functions that findings name what they are: role, version, VPC',
    },
    { action: 'lambda:ListTags', principals: ['member'], why: 'show the tags of functions that findings name' },
  ],
  pages: (config) => inPages(seenIn(config), 1000),
};
export default functions;

/** A function that has interfaces in a VPC. */
interface Attached {
  readonly details: LambdaDetails;
  /** ms since the epoch */
  readonly since: number | undefined;
}

async function* seenIn(config: ClientConfig): AsyncGenerator<Seen> {
  const { LambdaClient } = await import('@aws-sdk/client-lambda');
  const client = new LambdaClient(config);
  const tags = new Tags(client);
  const attached = new Map<string, Attached[]>();
  for await (const details of functionsOf(client, config.region, tags)) {
    const since = details.lastModifiedAt === undefined ? undefined : details.lastModifiedAt * 1000;
    for (const alias of [details.functionArn, details.functionName])
      if (alias !== undefined) yield { member: 'lambdaDetails', alias, since, details };
    for (const place of placesOf(details)) attached.set(place, [...(attached.get(place) ?? []), { details, since }]);
  }
  if (attached.size > 0)
    for await (const page of interfacePages(config, [{ Name: 'description', Values: ['AWS Lambda VPC ENI*'] }]))
      yield* page.flatMap((one) => behind(one, attached));
  tags.complain();
}

/**
 * Who is behind an interface of Lambda. Functions with one subnet and the same security groups share it ("Giving Lambda functions
 * access to resources in an Amazon VPC"): where there are several, what they have in common, which is the network.
 */
function behind(one: NetworkInterface, attached: ReadonlyMap<string, readonly Attached[]>): readonly Seen[] {
  const alias = one.NetworkInterfaceId;
  const place = placeOf(one.SubnetId, one.Groups?.map(({ GroupId }) => GroupId) ?? []);
  const sharers = attached.get(place) ?? [];
  const [only, other] = sharers;
  if (alias === undefined || only === undefined) return [];
  const { vpcConfig } = only.details;
  const since = Math.max(...sharers.map((each) => each.since ?? 0)) || undefined;
  return [
    { member: 'lambdaDetails', alias, since, details: other === undefined ? only.details : compact({ vpcConfig }) },
  ];
}

/** A subnet with security groups: what makes functions share an interface. */
function placesOf({ vpcConfig }: LambdaDetails): readonly string[] {
  const groups = vpcConfig?.securityGroups?.map(({ groupId }) => groupId) ?? [];
  return (vpcConfig?.subnetIds ?? []).map((subnet) => placeOf(subnet, groups));
}

function placeOf(subnet: string | undefined, groups: readonly (string | undefined)[]): string {
  return [subnet, ...groups.toSorted()].join(' ');
}

async function* functionsOf(client: LambdaClient, region: string, tags: Tags): AsyncGenerator<LambdaDetails> {
  const { paginateListFunctions } = await import('@aws-sdk/client-lambda');
  for await (const { Functions = [] } of paged(
    `list the functions in ${region}`,
    paginateListFunctions({ client }, {}),
  ))
    for (const one of Functions) yield compact({ ...detailsOf(one), tags: await tags.of(one) });
}

function detailsOf(one: FunctionConfiguration): LambdaDetails {
  const modified = Date.parse(one.LastModified ?? '');
  const { VpcId: vpcId, SubnetIds: subnetIds = [], SecurityGroupIds: groupIds = [] } = one.VpcConfig ?? {};
  return {
    functionArn: one.FunctionArn,
    functionName: one.FunctionName,
    description: one.Description || undefined,
    functionVersion: one.Version,
    revisionId: one.RevisionId,
    lastModifiedAt: Number.isNaN(modified) ? undefined : Math.floor(modified / 1000),
    role: one.Role,
    vpcConfig: vpcId ? { vpcId, subnetIds, securityGroups: groupIds.map((groupId) => ({ groupId })) } : undefined,
  };
}

/** Asks function after function for its tags, until that is refused: a role may be older than the question. */
class Tags {
  readonly #client: LambdaClient;
  #left = TAGGED_MAX;
  #refusal: AwsError | undefined;

  constructor(client: LambdaClient) {
    this.#client = client;
  }

  async of({ FunctionArn: Resource, FunctionName: name = '' }: FunctionConfiguration) {
    if (this.#left-- <= 0 || this.#refusal?.kind === 'access-denied') return undefined;
    const { ListTagsCommand } = await import('@aws-sdk/client-lambda');
    try {
      const answer = await asking(`read the tags of function ${name}`, () =>
        this.#client.send(new ListTagsCommand({ Resource })),
      );
      return Object.entries(answer.Tags ?? {}).map(([key, value]) => ({ key, value }));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      // It may have been deleted meanwhile.
      if (error.awsName !== 'ResourceNotFoundException') this.#refusal = error;
      return undefined;
    }
  }

  /** @throws AwsError when tags were refused */
  complain(): void {
    if (this.#refusal !== undefined) throw this.#refusal;
  }
}
