import { describe, expect, test } from 'vitest';
import { givesIam, isAdministrator } from '#services/detectors/kits/admin-document.ts';

const ALL = { Effect: 'Allow', Action: '*', Resource: '*' };
const OFFICE = { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } };
const OVER = { DateLessThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } };
const TIME = Date.UTC(2026, 2, 2);
const TAG = { StringEquals: { 'aws:PrincipalTag/team': 'blue' } };

function of(...parts: readonly object[]) {
  return { Statement: parts.map((part) => ({ ...ALL, ...part })) };
}

describe('full rights', () => {
  test.each([
    ['everything', of({}), true],
    ['everything, spelled out', of({ Action: '*:*' }), true],
    ['among others', of({ Action: ['s3:*', '*'], Resource: ['arn:aws:s3:::invoices', '*'] }), true],
    ['besides another statement', of({ Action: 's3:*' }, {}), true],
    ['from an office', of({ Condition: OFFICE }), true],
    ['after the second factor', of({ Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }), true],
    ['of one team', of({ Condition: TAG }), false],
    ['until a day that is past', of({ Condition: OVER }), false],
    ['taken back until a day that is past', of({}, { Effect: 'Deny', Condition: OVER }), true],
    ['of one team, from an office', of({ Condition: { ...TAG, ...OFFICE } }), false],
    ['for whoever it is', of({ Condition: { StringLike: { 'aws:PrincipalArn': ['x', '*'] } } }), true],
    ['for what is not compared', of({ Condition: { StringLikeIfExists: { 'aws:PrincipalTag/team': '*' } } }), true],
    ['for who is there', of({ Condition: { Null: { 'aws:PrincipalArn': 'false' } } }), true],
    ['for who is not there', of({ Condition: { Null: { 'aws:PrincipalArn': 'true' } } }), false],
    ['of whatever has a tag', of({ Condition: { StringLike: { 'aws:ResourceTag/team': '*' } } }), false],
    ['of what has a tag', of({ Condition: { Null: { 'aws:ResourceTag/team': 'false' } } }), false],
    ['of who has an ARN like a star', of({ Condition: { StringEquals: { 'aws:PrincipalArn': '*' } } }), false],
    ['of who is nobody', of({ Condition: { StringNotLike: { 'aws:PrincipalArn': '*' } } }), false],
    ['of some', of({ Condition: { StringLike: { 'aws:PrincipalArn': 'x*' } } }), false],
    [
      'and taken back from whoever it is',
      of({}, { Effect: 'Deny', Condition: { ArnLike: { 'aws:PrincipalArn': '*' } } }),
      false,
    ],
    ['by a key that is like another', of({ Condition: { StringEquals: { 'aws:SourceIpOther': 'x' } } }), false],
    ['by a key of somebody', of({ Condition: { StringEquals: { 'x:aws:SourceIp': 'x' } } }), false],
    ['on everything, by name', of({ Resource: ['arn:aws:s3:::invoices', 'arn:*'] }), true],
    ['on all but one bucket', of({ Resource: undefined, NotResource: 'arn:aws:s3:::invoices' }), true],
    ['on all but everything', of({ Resource: undefined, NotResource: 'arn:*' }), false],
    [
      'and taken back but for one bucket',
      of({}, { Effect: 'Deny', Resource: undefined, NotResource: 'arn:aws:s3:::x' }),
      false,
    ],
    ['on one bucket', of({ Resource: 'arn:aws:s3:::invoices' }), false],
    ['of one service', of({ Action: 's3:*' }), false],
    ['of all that ends so', of({ Action: 'iam*' }), false],
    ['of all that begins so', of({ Action: '*Tags' }), false],
    ['forbidden', of({ Effect: 'Deny' }), false],
    ['and taken back', of({}, { Effect: 'Deny' }), false],
    ['and taken back somewhere', of({}, { Effect: 'Deny', Condition: OFFICE }), true],
    ['and taken back and somewhere', of({}, { Effect: 'Deny', Condition: OFFICE }, { Effect: 'Deny' }), false],
    ['without an action', of({ Action: undefined }), false],
    ['without a resource', of({ Resource: undefined }), false],
    ['nothing', undefined, false],
  ])('%s: %s', (_name, document, expected) => {
    expect(isAdministrator(document, TIME)).toBe(expected);
  });
});

describe('rights over IAM', () => {
  test.each([
    ['everything', of({}), true],
    ['all of IAM', of({ Action: 'iam:*' }), true],
    ['all of IAM, among others', of({ Action: ['s3:*', 'IAM:*'] }), true],
    ['all but a service', of({ Action: undefined, NotAction: 's3:*' }), true],
    ['all but IAM', of({ Action: undefined, NotAction: ['s3:*', 'iam:*'] }), false],
    ['all of IAM, in wildcards', of({ Action: '?AM:?*' }), true],
    ['all of IAM, on its account', of({ Action: 'iam:*', Resource: 'arn:aws-cn:iam::111122223333:*' }), true],
    ['all of IAM, on any account', of({ Action: 'iam:*', Resource: 'arn:aws:iam::*:*' }), true],
    [
      'all of IAM, but for one role',
      of({ Action: 'iam:*', Resource: undefined, NotResource: 'arn:aws:iam::111122223333:role/app' }),
      true,
    ],
    ['all of IAM, on roles', of({ Action: 'iam:*', Resource: 'arn:aws:iam::111122223333:role/*' }), true],
    ['all of IAM, on roles of a path', of({ Action: 'iam:*', Resource: 'arn:aws:iam::1:role/app/*' }), false],
    ['whatever attaches', of({ Action: 'iam:Attach*' }), true],
    ['whatever puts', of({ Action: 'iam:Put*' }), true],
    ['whatever creates', of({ Action: ['s3:*', 'iam:Create*'] }), true],
    ['whatever updates', of({ Action: 'iam:Update*' }), true],
    ['whatever creates, on roles', of({ Action: 'iam:Create*', Resource: 'arn:aws:iam::1:role/*' }), false],
    ['whatever attaches, on users', of({ Action: 'iam:Attach*', Resource: 'arn:aws:iam::*:user/*' }), true],
    ['whatever attaches, on oneself', of({ Action: 'iam:*', Resource: 'arn:aws:iam::*:user/${aws:username}' }), false],
    ['whatever passes, reads or tags', of({ Action: ['iam:Pass*', 'iam:Get*', 'iam:List*', 'iam:Tag*'] }), false],
    ['all about keys and passwords', of({ Action: ['iam:*AccessKey*', 'iam:*LoginProfile'] }), false],
    ['by name, as tools that deploy', of({ Action: ['iam:AttachRolePolicy', 'iam:PutRolePolicy'] }), false],
    ['attaching one policy', of({ Action: 'iam:Attach*', Condition: { ArnEquals: { 'iam:PolicyARN': 'x' } } }), false],
    [
      'whatever attaches, with one kind taken back',
      of({ Action: 'iam:Attach*' }, { Effect: 'Deny', Action: 'iam:AttachRolePolicy' }),
      true,
    ],
    ['whatever attaches, and taken back', of({ Action: 'iam:Attach*' }, { Effect: 'Deny', Action: 'iam:A*' }), false],
    ['all but what begins so', of({ Action: undefined, NotAction: 'i*' }), false],
    ['all but a part of IAM', of({ Action: undefined, NotAction: 'iam:PassRole' }), true],
    ['all but what decides', of({ Action: undefined, NotAction: ['iam:*Policy', 'iam:*PolicyVersion'] }), false],
    ['a part of IAM', of({ Action: 'iam:*Role' }), false],
    ['a service whose name ends so', of({ Action: 'xiam:*' }), false],
    ['no action', of({ Action: undefined }), false],
    ['on one role', of({ Action: 'iam:*', Resource: 'arn:aws:iam::111122223333:role/app' }), false],
    ['on nothing', of({ Resource: undefined }), false],
    ['of one team', of({ Condition: TAG }), false],
    ['from an office', of({ Condition: OFFICE }), true],
    ['forbidden', of({ Effect: 'Deny' }), false],
    ['and taken back', of({}, { Effect: 'Deny', Action: 'iam:*' }), false],
    [
      'and taken back for one role',
      of({}, { Effect: 'Deny', Action: 'iam:*', Resource: 'arn:aws:iam::1:role/x' }),
      true,
    ],
    [
      'and taken back from whoever it is',
      of({}, { Effect: 'Deny', Condition: { ArnLike: { 'aws:PrincipalArn': '*' } } }),
      false,
    ],
    ['and another service taken back', of({}, { Effect: 'Deny', Action: 's3:*' }), true],
    ['and taken back somewhere', of({}, { Effect: 'Deny', Condition: OFFICE }), true],
  ])('%s: %s', (_name, document, expected) => {
    expect(givesIam(document, TIME)).toBe(expected);
  });
});
