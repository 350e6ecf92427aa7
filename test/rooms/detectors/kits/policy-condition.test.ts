import { expect, test } from 'vitest';
import { EVERYWHERE, NOWHERE } from '#services/detectors/kits/address-set.ts';
import { anonymousAt, authenticatedAt, holds } from '#services/detectors/kits/policy-condition.ts';
import type { Condition } from '#services/resources/kits/policy-document.ts';
import { OPERATORS } from '../../resources/kits/operators.ts';

const TIME = Date.parse('2026-11-02T10:00:00Z');

function condition(operator: string, key: string, ...values: readonly string[]): Condition {
  return { operator, key, values };
}

/** For each kind of stranger: whether the condition holds wherever they are, nowhere, or if they choose so. */
function held(strangers: typeof anonymousAt, one: Condition) {
  return strangers(TIME, [one]).map((stranger) => {
    const { surely, possibly } = holds(one, stranger);
    if (surely === EVERYWHERE) return 'surely';
    return possibly === EVERYWHERE ? 'if they like' : possibly === NOWHERE ? 'never' : 'from some addresses';
  });
}

test.each([
  ['Null', 'aws:PrincipalOrgID', ['true'], 'surely'],
  ['Null', 'aws:PrincipalOrgID', ['false'], 'never'],
  ['Null', 'aws:PrincipalType', ['false'], 'surely'],
  ['Null', 'aws:PrincipalType', ['true', 'false'], 'never'],
  ['StringEquals', 'aws:PrincipalType', ['Anonymous'], 'surely'],
  ['StringEquals', 'aws:PrincipalType', ['anonymous'], 'never'],
  ['StringEqualsIgnoreCase', 'aws:PrincipalType', ['ANONYMOUS'], 'surely'],
  ['StringNotEquals', 'aws:PrincipalType', ['Anonymous'], 'never'],
  ['StringNotEquals', 'aws:PrincipalOrgID', ['o-exampleorgid'], 'surely'],
  ['StringEquals', 'aws:PrincipalOrgID', ['o-exampleorgid'], 'never'],
  ['StringEqualsIfExists', 'aws:PrincipalOrgID', ['o-exampleorgid'], 'surely'],
  ['ForAllValues:StringEquals', 'aws:PrincipalOrgID', ['o-exampleorgid'], 'surely'],
  ['ForAnyValue:StringEquals', 'aws:PrincipalOrgID', ['o-exampleorgid'], 'never'],
  ['ForAnyValue:StringNotEquals', 'aws:PrincipalOrgID', ['o-exampleorgid'], 'never'],
  ['ForAllValues:StringNotEquals', 'aws:PrincipalOrgID', ['o-exampleorgid'], 'surely'],
  ['StringNotLike', 'aws:PrincipalOrgID', ['*'], 'surely'],
  ['ForAnyValue:StringEquals', 'aws:userid', ['somebody', 'anonymous'], 'surely'],
  ['StringEquals', 'aws:PrincipalAccount', ['anonymous'], 'surely'],
  ['Bool', 'aws:ViaAWSService', ['FALSE'], 'surely'],
  ['Bool', 'aws:ViaAWSService', ['true'], 'never'],
  ['Bool', 'aws:PrincipalIsAWSService', ['false'], 'surely'],
  ['StringLike', 'aws:PrincipalType', ['Anon*'], 'surely'],
  ['StringLike', 'aws:PrincipalType', ['User*'], 'never'],
  ['StringEquals', 'aws:UserAgent', ['x'], 'if they like'],
  ['StringEquals', 'aws:PrincipalTag/team', ['blue'], 'never'],
  ['IpAddress', 'aws:SourceIp', ['203.0.113.0/24'], 'from some addresses'],
  ['NotIpAddress', 'aws:SourceIp', ['203.0.113.0/24'], 'from some addresses'],
  ['Null', 'aws:SourceIp', ['false'], 'surely'],
  ['Null', 'aws:SourceIp', ['false', 'true'], 'never'],
  ['DateLessThan', 'aws:CurrentTime', ['2026-11-02T10:00:01Z'], 'surely'],
  ['DateLessThan', 'aws:CurrentTime', ['2026-11-02T10:00:00Z'], 'never'],
  ['DateLessThanEquals', 'aws:CurrentTime', ['2026-11-02T10:00:00Z'], 'surely'],
  ['DateLessThanEquals', 'aws:CurrentTime', ['2026-11-02T09:59:59Z'], 'never'],
  ['DateGreaterThan', 'aws:CurrentTime', ['2026-11-02T09:59:59Z'], 'surely'],
  ['DateGreaterThan', 'aws:CurrentTime', ['2026-11-02T10:00:00Z'], 'never'],
  ['DateGreaterThanEquals', 'aws:CurrentTime', ['2026-11-02T10:00:00Z'], 'surely'],
  ['DateGreaterThanEquals', 'aws:CurrentTime', ['2026-11-02T10:00:01Z'], 'never'],
  ['DateEquals', 'aws:CurrentTime', ['2026-11-02T10:00:00Z'], 'surely'],
  ['DateNotEquals', 'aws:CurrentTime', ['2026-11-02T10:00:00Z'], 'never'],
  ['DateGreaterThan', 'aws:CurrentTime', ['no time'], 'never'],
  ['DateEquals', 'aws:CurrentTime', [`${TIME / 1000}`], 'surely'],
  ['DateLessThan', 'aws:CurrentTime', [`${TIME / 1000}.5`], 'surely'],
  ['DateGreaterThan', 'aws:CurrentTime', ['-12'], 'surely'],
  ['NumericLessThan', 'aws:EpochTime', [`${TIME / 1000 + 1}`], 'surely'],
  ['NumericEquals', 'aws:EpochTime', [`${TIME / 1000}`], 'surely'],
  ['NumericGreaterThan', 'aws:EpochTime', [`${TIME / 1000}`], 'never'],
] as const)('%s of %s, %j, holds for the anonymous: %s', (operator, key, values, expected) => {
  expect(held(anonymousAt, condition(operator, key, ...values))).toEqual([expected]);
});

test.each([
  ['StringEquals', 'aws:SourceVpc', ['vpc-0123'], ['never', 'never']],
  ['StringNotEquals', 'aws:SourceVpc', ['vpc-0123'], ['surely', 'surely']],
  ['StringLike', 'AWS:SourceVpce', ['vpce-*'], ['never', 'surely']],
  ['StringLike', 'aws:SourceVpc', ['vpc-1*'], ['never', 'surely']],
  ['StringLike', 'aws:SourceVpc', ['vpc-1'], ['never', 'never']],
] as const)('%s of %s, %j, holds over the Internet, and through an endpoint: %j', (operator, key, values, expected) => {
  expect(held(anonymousAt, condition(operator, key, ...values))).toEqual(expected);
});

test('an address is asked of whoever comes with one', () => {
  const one = condition('IpAddress', 'aws:SourceIp', '203.0.113.0/24');
  const [, visitor] = anonymousAt(TIME, [condition('StringLike', 'aws:SourceVpc', '*')]);
  expect(visitor && holds(one, visitor).possibly).toEqual(NOWHERE);
});

test.each([
  ['StringNotEquals', 'aws:PrincipalType', ['Anonymous'], ['surely', 'surely']],
  ['StringEquals', 'aws:PrincipalType', ['User'], ['surely', 'never']],
  ['StringEquals', 'aws:PrincipalType', ['AssumedRole'], ['never', 'surely']],
  ['StringEquals', 'aws:PrincipalAccount', ['444455556666'], ['never', 'never']],
  ['StringEquals', 'aws:PrincipalAccount', ['${aws:principalAccount}'], ['surely', 'surely']],
  ['StringNotEquals', 'aws:PrincipalAccount', ['${aws:PrincipalAccount}'], ['never', 'never']],
  ['StringEquals', 'aws:PrincipalOrgID', ['${aws:ResourceOrgID}'], ['never', 'never']],
  ['StringEquals', 'aws:PrincipalArn', ['*'], ['never', 'never']],
  ['Null', 'aws:PrincipalAccount', ['false'], ['surely', 'surely']],
  ['Null', 'aws:PrincipalOrgID', ['false'], ['surely', 'surely']],
  ['StringLike', 'aws:PrincipalOrgID', ['o-*'], ['surely', 'surely']],
  ['StringLike', 'aws:PrincipalOrgPaths', ['o-*/r-*/'], ['surely', 'surely']],
  ['StringLike', 'aws:userid', ['AIDA*'], ['surely', 'surely']],
  ['Bool', 'aws:MultiFactorAuthPresent', ['true'], ['surely', 'surely']],
  ['NumericLessThan', 'aws:MultiFactorAuthAge', ['3600'], ['surely', 'surely']],
  ['NumericLessThanEquals', 'aws:MultiFactorAuthAge', ['60'], ['surely', 'surely']],
  ['NumericLessThan', 'aws:MultiFactorAuthAge', ['6.5'], ['never', 'never']],
  ['Bool', 'aws:ViaAWSService', ['false'], ['if they like', 'if they like']],
  ['StringEquals', 'aws:CalledVia', ['athena.amazonaws.com'], ['if they like', 'if they like']],
  ['Bool', 'aws:PrincipalIsAWSService', ['false'], ['surely', 'surely']],
  ['StringEquals', 's3:authType', ['REST-HEADER'], ['surely', 'surely']],
  ['StringEquals', 's3:signatureversion', ['AWS4-HMAC-SHA256'], ['surely', 'surely']],
  ['StringEquals', 'aws:username', ['alice'], ['if they like', 'if they like']],
  ['StringEquals', 'aws:SourceIdentity', ['alice'], ['if they like', 'if they like']],
  ['DateGreaterThan', 'aws:TokenIssueTime', ['2026-01-01T00:00:00Z'], ['if they like', 'if they like']],
  ['StringEquals', 'aws:PrincipalTag/team', ['blue'], ['if they like', 'if they like']],
  ['ArnLike', 'aws:PrincipalArn', ['arn:aws:iam::*:role/reader'], ['surely', 'surely']],
  ['ArnEquals', 'aws:PrincipalArn', ['arn:aws:iam::*:role/reader'], ['surely', 'surely']],
  ['ArnLike', 'aws:PrincipalArn', ['arn:aws:iam::444455556666:role/*'], ['never', 'never']],
  ['ArnEquals', 'aws:PrincipalArn', ['arn:aws:iam::444455556666:role/reader'], ['never', 'never']],
  ['StringLike', 'aws:userid', ['*:*'], ['never', 'never']],
] as const)('%s of %s, %j, holds for a user and a role elsewhere: %j', (operator, key, values, expected) => {
  expect(held(authenticatedAt, condition(operator, key, ...values))).toEqual(expected);
});

test.each(
  OPERATORS.flatMap((row) => [
    { ...row, value: 'o-exampleorgid', isOpen: row.named },
    { ...row, value: '*', isOpen: row.any },
  ]),
)('$operator of an organization, $value, is met by some stranger: $isOpen', ({ operator, value, isOpen }) => {
  const one = condition(operator, 'aws:PrincipalOrgID', value);
  const answers = [...held(anonymousAt, one), ...held(authenticatedAt, one)];
  expect(answers.includes('surely')).toBe(isOpen);
});
