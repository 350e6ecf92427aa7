import type { FunctionConfiguration, LambdaClient } from '@aws-sdk/client-lambda';
import { FunctionFacts } from '#services/inventory/kits/function-facts.ts';
import { AwsError, asking, paged } from '../aws-error.ts';
import type { ClientConfig } from '../aws.ts';
import { interfacePages } from '../ec2.ts';
import type { Seen } from '#services/inventory/seen.ts';
import type { InventoryCalls } from '../inventory.ts';
import { inPages } from './kits/in-pages.ts';
import { sharedClient } from '../shared-client.ts';

/** The most functions of a Region whose tags are asked for: a call each. */
const TAGGED_MAX = 200;

/** Lambda functions, and the interfaces in VPCs that belong to them. */
const functions: InventoryCalls = {
  what: 'functions',
  scope: 'region',
  tellsAll: 'lambdaDetails',
  permissions: [
    {
      action: 'lambda:ListFunctions',
      principals: ['member'],
      why: 'describe the functions that findings name: role, version, VPC',
    },
    { action: 'lambda:ListTags', principals: ['member'], why: 'show the tags of functions that findings name' },
  ],
  pages: (config, complain) => inPages(seenIn(config, complain), 1000),
};
export default functions;

async function* seenIn(config: ClientConfig, complain: (refusal: AwsError) => void): AsyncGenerator<Seen> {
  const { LambdaClient, paginateListFunctions } = await import('@aws-sdk/client-lambda');
  const client = sharedClient(LambdaClient, config);
  const pages = paginateListFunctions({ client }, {});
  const tags = new Tags(client, complain);
  const facts = new FunctionFacts();
  for await (const { Functions = [] } of paged(`list the functions in ${config.region}`, pages))
    for (const one of Functions) yield* facts.of({ ...detailsOf(one), tags: await tags.of(one) });
  if (facts.any)
    for await (const page of interfacePages(config, [{ Name: 'description', Values: ['AWS Lambda VPC ENI*'] }]))
      yield* page.flatMap(({ NetworkInterfaceId, SubnetId, Groups }) =>
        facts.behind(
          NetworkInterfaceId,
          SubnetId,
          Groups?.map(({ GroupId }) => GroupId),
        ),
      );
}

function detailsOf(one: FunctionConfiguration) {
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

/**
 * Asks for the tags of one function after the other, until a refusal: the member role may be older than this
 * permission.
 */
class Tags {
  readonly #client: LambdaClient;
  readonly #complain: (refusal: AwsError) => void;
  #left = TAGGED_MAX;

  constructor(client: LambdaClient, complain: (refusal: AwsError) => void) {
    this.#client = client;
    this.#complain = complain;
  }

  async of({ FunctionArn: Resource, FunctionName: name = '' }: FunctionConfiguration) {
    if (this.#left-- <= 0) return undefined;
    const { ListTagsCommand } = await import('@aws-sdk/client-lambda');
    try {
      const answer = await asking(`read the tags of function ${name}`, () =>
        this.#client.send(new ListTagsCommand({ Resource })),
      );
      return Object.entries(answer.Tags ?? {}).map(([key, value]) => ({ key, value }));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      // The function may have been deleted meanwhile.
      if (error.awsName === 'ResourceNotFoundException') return undefined;
      this.#left = 0;
      this.#complain(error);
      return undefined;
    }
  }
}
