import { describe, expect, test } from 'vitest';
import { conductOf } from '#services/detectors/kits/listed-calls.ts';
import { recordOf } from './callers.ts';

describe('what a call from a listed address is', () => {
  test.each([
    ['ec2', 'DescribeInstances', true, 'looks'],
    ['iam', 'SimulatePrincipalPolicy', true, 'looks'],
    ['iam', 'ListUsers', undefined, 'looks'],
    ['sts', 'GetCallerIdentity', true, 'acts'],
    ['sts', 'AssumeRole', true, 'acts'],
    ['secretsmanager', 'GetSecretValue', true, 'acts'],
    ['ec2', 'GetPasswordData', true, 'acts'],
    ['ec2', 'RunInstances', false, 'acts'],
    ['ec2', 'RunInstances', undefined, 'acts'],
    ['cloudtrail', 'LookupEvents', true, 'looks'],
  ])('%s %s, read-only: %s', (service, eventName, readOnly, conduct) => {
    const call = { eventSource: `${service}.amazonaws.com`, eventName, readOnly };
    expect(conductOf(recordOf(call))).toBe(conduct);
    expect(conductOf(recordOf({ ...call, errorCode: 'AccessDenied' }))).toBe(conduct);
  });

  test.each(['cognito-idp', 'cognito-identity'])('nobody of the account signs in to an application: %s', (service) => {
    const userIdentity = { type: 'Unknown', principalId: 'Anonymous' };
    const call = { eventSource: `${service}.amazonaws.com`, eventName: 'GetId', userIdentity };
    expect(conductOf(recordOf(call))).toBeUndefined();
  });

  test('a token of Identity Center that was handed out was got by signing in', () => {
    const userIdentity = { type: 'Unknown', principalId: 'anonymous' };
    const call = { eventSource: 'sso.amazonaws.com', eventName: 'CreateToken', userIdentity };
    expect(conductOf(recordOf(call))).toBe('acts');
  });
});
