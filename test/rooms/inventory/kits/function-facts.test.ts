import { expect, test } from 'vitest';
import { FunctionFacts } from '#services/inventory/kits/function-facts.ts';
import type { LambdaDetails } from '#services/resources/lambda-function.ts';

function lambda(functionName: string, subnetIds: readonly string[], groups: readonly string[], day: number) {
  return {
    functionName,
    functionArn: `arn:aws:lambda:us-east-1:111122223333:function:${functionName}`,
    lastModifiedAt: day * 86_400,
    vpcConfig: { vpcId: 'vpc-1', subnetIds, securityGroups: groups.map((groupId) => ({ groupId })) },
  } satisfies LambdaDetails;
}

test('a function is known by its name and its ARN since it was last changed', () => {
  const facts = new FunctionFacts().of(lambda('mailer', [], [], 2));
  expect(facts.map(({ alias, since }) => [alias, since])).toEqual([
    ['arn:aws:lambda:us-east-1:111122223333:function:mailer', 172_800_000],
    ['mailer', 172_800_000],
  ]);
});

test('the one function with a subnet and groups is behind their interface, in whatever order groups are told', () => {
  const facts = new FunctionFacts();
  facts.of(lambda('nightly', [], [], 1));
  expect(facts.any).toBe(false);
  facts.of(lambda('mailer', ['subnet-1', 'subnet-2'], ['sg-1', 'sg-2'], 1));
  expect(facts.any).toBe(true);
  facts.of(lambda('reports', ['subnet-2'], ['sg-1'], 1));
  expect(facts.behind('eni-1', 'subnet-2', ['sg-2', 'sg-1'])).toMatchObject([
    { member: 'lambdaDetails', alias: 'eni-1', details: { functionName: 'mailer' } },
  ]);
  expect(facts.behind('eni-2', 'subnet-1', ['sg-1'])).toEqual([]);
  expect(facts.behind(undefined, 'subnet-1', ['sg-1', 'sg-2'])).toEqual([]);
});

test('of functions that share an interface none is named, since the last of them came', () => {
  const facts = new FunctionFacts();
  for (const [name, day] of [
    ['mailer', 1],
    ['reports', 3],
  ] as const)
    facts.of(lambda(name, ['subnet-1'], ['sg-1'], day));
  const { vpcConfig } = lambda('mailer', ['subnet-1'], ['sg-1'], 1);
  expect(facts.behind('eni-1', 'subnet-1', ['sg-1'])).toEqual([
    { member: 'lambdaDetails', alias: 'eni-1', since: 3 * 86_400_000, details: { vpcConfig } },
  ]);
});
