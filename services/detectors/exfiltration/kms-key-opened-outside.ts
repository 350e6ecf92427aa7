import { accountIn } from '#services/model/arn.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { isOnBehalf } from '../kits/caller.ts';
import { defineOutsiders, PARTNER, STRANGER } from '../kits/outsiders.ts';
import { listedTexts, member, textOf } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { letIn } from '#services/resources/kits/resource-policy.ts';
import { called, REFUSED } from '../kits/signals.ts';

export default defineOutsiders({
  type: 'Exfiltration:KMS/KeyOpenedOutside',
  title: 'A KMS key was opened to strangers',
  why: 'A stranger who may use the key can decrypt any data that it encrypts and that they have a copy of, such as a snapshot.',
  asks: 'Does a key policy or a grant let in everybody or an account outside the organization?',
  attack: ['T1098', 'T1537'],
  gifts: [
    {
      means: 'a key was opened',
      severity: 'Medium',
      toEverybody: 'High',
      service: 'kms',
      calls: ['PutKeyPolicy', 'CreateKey', 'ReplicateKey'],
      to: ({ policy }, { time }) => letIn(policy, time),
      did: (_, record) => `opened key ${keyOf(record) ?? '(not named)'} to`,
    },
    {
      means: 'a grant of a key was created',
      severity: 'Medium',
      service: 'kms',
      calls: ['CreateGrant'],
      // Services create grants for their own accounts, on behalf of their users.
      to: ({ granteePrincipal }, record) =>
        isOnBehalf(record) ? [] : listedTexts(granteePrincipal).flatMap((grantee) => accountIn(grantee) ?? []),
      did: (_, record) => `granted use of key ${keyOf(record) ?? '(not named)'} to`,
    },
  ],
  about: (record) => aboutChanged(keyOf(record) ?? '(not named)', record),

  asff: 'Effects/Data Exfiltration/Exfiltration:KMS-KeyOpenedOutside',
  blindTo: ['Policies of the strangers’ own accounts, without which they cannot use it.'],
  falsePositives: ['Keys of data that is meant to be shared.'],
  respond: [
    'Restore the key policy, or revoke the grant, and ask the caller whose account it is.',
    'If nobody knows it, review what else was shared with the account, and how it used the key.',
    'Use a resource control policy to deny principals outside the organization (aws:PrincipalOrgID).',
  ],
  references: [
    {
      title: 'Allowing users in other accounts to use a KMS key',
      url: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html',
    },
  ],
  examples: {
    fires: {
      'by the key policy': () => put({ AWS: `arn:aws:iam::${STRANGER}:root` }),
      'to everybody': () => put('*'),
      'everybody, if they come from an unknown account': () =>
        put('*', { StringEquals: { 'kms:CallerAccount': STRANGER } }),
      'a key is created that way, and a copy of one': () => ({
        records: [
          ...called(
            'kms',
            'CreateKey',
            { policy: document({ AWS: STRANGER }) },
            { responseElements: { keyMetadata: { keyId: 'new', arn: 'arn:aws:kms:us-east-1:111122223333:key/new' } } },
          ).records,
          ...called('kms', 'ReplicateKey', {
            keyId: 'arn:aws:kms:us-east-1:111122223333:key/mrk-1',
            replicaRegion: 'eu-west-1',
            policy: document({ AWS: STRANGER }),
          }).records,
        ],
      }),
      'by a grant': () => grant(`arn:aws:iam::${STRANGER}:role/reader`),
    },
    quiet: {
      'an account of the organization': () => put({ AWS: 'arn:aws:iam::444455556666:root' }),
      'everybody of the account, as services write it': () =>
        put(
          { AWS: '*' },
          { StringEquals: { 'kms:CallerAccount': '111122223333', 'kms:ViaService': 'rds.us-east-1.amazonaws.com' } },
        ),
      'everybody of the organization': () => put('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } }),
      'a partner': () => ({ ...put({ AWS: STRANGER }), ...PARTNER }),
      'it was refused': () => put({ AWS: STRANGER }, {}, REFUSED),
      'a grant to a service': () => grant('dynamodb.us-east-1.amazonaws.com'),
      'a grant that a service makes': () =>
        grant(`arn:aws:iam::${STRANGER}:role/aws-internal`, {
          userIdentity: { type: 'IAMUser', accountId: '111122223333', userName: 'alice', invokedBy: 'AWS Internal' },
        }),
    },
  },
});

function keyOf({ requestParameters, responseElements }: CloudTrailRecord): string | undefined {
  const id = textOf(member(requestParameters, 'keyId')) ?? textOf(member(responseElements, 'keyMetadata', 'keyId'));
  return id?.slice(id.lastIndexOf('/') + 1);
}

const KEY = '0f1e2d3c-0000-4000-8000-00000example';

function document(Principal: unknown, Condition: object = {}): string {
  return JSON.stringify({
    Statement: [{ Effect: 'Allow', Principal, Action: 'kms:Decrypt', Resource: '*', Condition }],
  });
}

function put(principal: unknown, condition: object = {}, overrides = {}) {
  const parameters = { keyId: KEY, policyName: 'default', policy: document(principal, condition) };
  return called('kms', 'PutKeyPolicy', parameters, overrides);
}

function grant(granteePrincipal: string, overrides = {}) {
  return called('kms', 'CreateGrant', { keyId: KEY, granteePrincipal, operations: ['Decrypt'] }, overrides);
}
