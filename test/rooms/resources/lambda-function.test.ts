import { expect, test } from 'vitest';
import lambda from '#services/resources/lambda-function.ts';

const PLACE = { partition: 'aws', region: 'eu-west-1', accountId: '111122223333', id: 'eni-0123456789abcdef0' };

test('a function that has a name is one to Security Hub, and one that has none is its interface', () => {
  expect(lambda.asff({ functionName: 'orders' }, PLACE)).toMatchObject({
    Type: 'AwsLambdaFunction',
    Id: 'arn:aws:lambda:eu-west-1:111122223333:function:orders',
    Details: { AwsLambdaFunction: { FunctionName: 'orders' } },
  });
  expect(lambda.asff({ vpcConfig: {} }, PLACE)).toMatchObject({
    Type: 'AwsEc2NetworkInterface',
    Id: 'arn:aws:ec2:eu-west-1:111122223333:network-interface/eni-0123456789abcdef0',
  });
  expect(lambda.asff({ vpcConfig: { vpcId: 'vpc-1' } }, { ...PLACE, id: 'vpc-1/10.0.0.10' })).toMatchObject({
    Type: 'Other',
  });
});

test('it goes by its name, and in words by where it is', () => {
  expect(lambda.id({ functionName: 'orders' })).toBe('orders');
  expect(lambda.words({ functionName: 'orders' })).toBe('function orders');
  expect(lambda.words({ vpcConfig: { vpcId: 'vpc-1' } })).toBe('a function in vpc-1');
});
