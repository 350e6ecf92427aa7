import { expect, test } from 'vitest';
import { AwsError } from '#services/aws/aws-error.ts';
import { eachResource } from '#services/aws/enrolment.ts';

test('a resource that is refused keeps no other from being switched on, and the first refusal is told', async () => {
  const tried: string[] = [];
  const all = eachResource(['vpc-a', 'vpc-b', 'vpc-c'], async (vpc) => {
    tried.push(vpc);
    if (vpc !== 'vpc-c') throw new AwsError('refused', `${vpc} is shared.`, 'InvalidRequestException', undefined);
  });
  await expect(all).rejects.toThrow('vpc-a is shared.');
  expect(tried).toEqual(['vpc-a', 'vpc-b', 'vpc-c']);
});
