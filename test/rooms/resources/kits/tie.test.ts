import { describe, expect, test } from 'vitest';
import { operatorOf } from '#services/resources/kits/condition-operator.ts';
import { EVERYBODY, letIn } from '#services/resources/kits/resource-policy.ts';
import { trustIn } from '#services/resources/kits/trust.ts';
import { OPERATORS } from './operators.ts';

const ONE = '444455556666';
const ROLE = `arn:aws:iam::${ONE}:role/x`;
const ALL = { Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole', Resource: '*' };

/** Whether a role, and another resource, is open to everybody under a condition. Both must be judged alike. */
function openBy(operator: string, key: string, value: unknown) {
  const document = { Statement: [{ ...ALL, Condition: { [operator]: { [key]: value } } }] };
  return { role: trustIn(document, 0).everybody, resource: letIn(document, 0).includes(EVERYBODY) };
}

function both(isOpen: boolean) {
  return { role: isOpen, resource: isOpen };
}

/** Keys that say who calls, with a value that names somebody. */
const WHO = [
  ['aws:PrincipalOrgID', 'o-exampleorgid'],
  ['aws:PrincipalOrgPaths', 'o-exampleorgid/r-ab12/ou-ab12-11111111/*'],
  ['aws:PrincipalAccount', ONE],
  ['AWS:principalARN', ROLE],
  ['aws:SourceAccount', ONE],
  ['aws:SourceArn', `arn:aws:sns:us-east-1:${ONE}:alerts`],
] as const;

describe.each(WHO)('%s', (key, value) => {
  test.each(OPERATORS)('$operator', ({ operator, named, any }) => {
    expect(openBy(operator, key, value)).toEqual(both(named));
    expect(openBy(operator, key, '*')).toEqual(both(any));
    // One of the values is enough.
    expect(openBy(operator, key, [value, '*'])).toEqual(both(any));
  });

  test.each(['Null', 'NumericGreaterThan', 'DateLessThan'])('%s', (operator) => {
    expect(openBy(operator, key, value)).toEqual(both(true));
    expect(openBy(operator, key, 'false')).toEqual(both(true));
  });
});

test.each([
  ['ArnLike', 'arn:*:*:*:*:*', true],
  ['ArnEquals', 'arn:aws:iam::*:role/x', true],
  ['ArnEquals', ROLE, false],
  ['ArnLike', `arn:aws:*:*:${ONE}:role/*`, false],
  ['ArnNotLike', ROLE, true],
  ['ArnLikeIfExists', ROLE, true],
  ['ForAllValues:ArnLike', ROLE, true],
  ['StringLike', 'arn:*', true],
  ['StringLike', 'arn*', true],
  ['StringLike', 'a*', true],
  ['StringLike', '?rn:aws:iam::*', true],
  ['StringLike', 'arn:aws:*', true],
  ['StringLike', 'arn:aws:iam:*', true],
  ['StringLike', '*:role/x', true],
  ['StringLike', `*${ONE}*`, true],
  ['StringLike', `arn:aws:iam::${ONE}:*`, false],
  ['StringEquals', 'arn:aws:iam::*:role/x', false],
  ['StringEquals', '${aws:PrincipalArn}', true],
  ['StringLike', 'arn:aws:iam::${aws:PrincipalAccount}:role/x', true],
  ['StringEquals', 'arn:aws:iam::${aws:ResourceAccount}:role/x', false],
  ['StringEquals', `arn:aws:iam::${ONE}:user/\${aws:username}`, false],
] as const)('%s of an ARN, %s, is for everybody: %s', (operator, value, isOpen) => {
  expect(openBy(operator, 'aws:PrincipalArn', value)).toEqual(both(isOpen));
});

test.each([
  ['aws:PrincipalAccount', '4444*', true],
  ['aws:PrincipalAccount', '????????????', true],
  ['aws:PrincipalOrgID', 'o-*', true],
  ['aws:PrincipalOrgID', 'o-a*', true],
  ['aws:PrincipalOrgID', '${aws:ResourceOrgID}', false],
  ['aws:PrincipalOrgPaths', 'o-*/r-ab12/*', true],
  ['aws:PrincipalOrgPaths', '${aws:PrincipalOrgID}/*', true],
  ['aws:PrincipalOrgPaths', '${aws:ResourceOrgPaths}', false],
] as const)('%s like %s is for everybody: %s', (key, value, isOpen) => {
  expect(openBy('StringLike', key, value)).toEqual(both(isOpen));
});

test.each([
  ['aws:userid', 'AIDA*', true],
  ['aws:userid', '*:session', true],
  ['aws:userid', 'AROAEXAMPLEID:*', false],
  ['aws:SourceVpce', 'vpce-1*', true],
  ['aws:SourceVpc', 'vpc-1234', false],
  ['aws:SourceIp', '*', true],
  ['aws:SourceIp', '203.0.113.7', false],
] as const)('a resource: %s like %s is for everybody: %s', (key, value, isOpen) => {
  expect(openBy('StringLike', key, value).resource).toBe(isOpen);
});

test('whom a pattern of ARNs is tied to is told, whatever it leaves open', () => {
  const Condition = { ArnLike: { 'aws:PrincipalArn': [`arn:aws*:iam:*:${ONE}:role/*`] } };
  const document = { Statement: [{ ...ALL, Condition }] };
  expect({ role: trustIn(document, 0).accounts, resource: letIn(document, 0) }).toEqual({
    role: [ONE],
    resource: [ONE],
  });
});

test.each([
  ['StringNotEquals', 'o-exampleorgid', true],
  ['StringNotEqualsIfExists', 'o-exampleorgid', true],
  ['ForAllValues:StringNotLike', 'o-exampleorgid/*', true],
  ['StringNotEquals', '${aws:ResourceOrgID}', true],
  // Callers who have the key, whatever its value, are not denied.
  ['StringNotLike', '*', false],
  ['StringNotLike', 'o-*', false],
  ['StringNotEquals', '${aws:PrincipalOrgID}', false],
  // Callers who lack the key are not denied.
  ['ForAnyValue:StringNotEquals', 'o-exampleorgid', false],
  ['StringEquals', 'o-exampleorgid', false],
  ['Null', 'true', false],
] as const)('a Deny by %s, %s, keeps out strangers: %s', (operator, value, isFence) => {
  const Condition = { [operator]: { 'aws:PrincipalOrgID': value } };
  expect(letIn({ Statement: [ALL, { ...ALL, Effect: 'Deny', Condition }] }, 0)).toEqual(isFence ? [] : [EVERYBODY]);
});

test.each([
  ['StringEquals', 'stringequals', false, false, false],
  ['ForAnyValue:StringNotLike', 'stringlike', true, false, true],
  ['ForAllValues:ArnNotEquals', 'arnequals', true, true, true],
  ['NotIpAddress', 'ipaddress', true, true, false],
  ['BoolIfExists', 'bool', false, true, false],
] as const)('%s is read', (spelled, name, negated, holdsWithoutKey, takesWildcards) => {
  expect(operatorOf(spelled)).toEqual({ test: name, negated, holdsWithoutKey, takesWildcards });
});

test('a policy that is all variables or wildcards is read in time that grows with its length', () => {
  const all = { ...ALL, Action: '*'.repeat(20_000), Resource: `${'ab*'.repeat(20_000)}c` };
  const Condition = { StringNotEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } };
  const document = {
    Statement: [
      { ...all, Condition: { StringEquals: { 'aws:PrincipalArn': '${'.repeat(200_000) } } },
      ...Array.from({ length: 8 }, (_, n) => ({
        ...all,
        Effect: 'Deny',
        Action: `${'*s'.repeat(20_000)}${n}`,
        Condition,
      })),
    ],
  };
  const start = process.cpuUsage();
  letIn(document, 0);
  expect(process.cpuUsage(start).user).toBeLessThan(500_000);
});
