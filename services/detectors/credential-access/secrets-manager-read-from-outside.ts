import { event } from '#services/sources/cloudtrail/example.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { defineOutsiders, PARTNER, STRANGER } from '../kits/outsiders.ts';
import { listedTexts, textOf } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { REFUSED } from '../kits/signals.ts';
import { enumerated } from '../kits/wording.ts';

export default defineOutsiders({
  type: 'CredentialAccess:SecretsManager/ReadFromOutside',
  title: 'An unknown account read a secret',
  why: 'If the policy of a secret lets a stranger in, the stranger can read it again after every rotation, without a key of the account.',
  asks: 'Did an account outside the organization that you do not know read a secret?',
  attack: ['T1555.006', 'T1199'],
  gifts: [
    {
      means: 'a secret was read',
      severity: 'Medium',
      service: 'secretsmanager',
      calls: ['GetSecretValue', 'BatchGetSecretValue'],
      never: ({ userIdentity, accountId }) => userIdentity.accountId === accountId,
      to: (_, { userIdentity: { accountId } }) => listedTexts(accountId),
      did: (_, record) => `read ${enumerated(secretsOf(record))} from`,
    },
  ],
  about: (record) => aboutChanged(secretsOf(record)[0], record),
  acrossRegions: true,

  asff: 'TTPs/Credential Access/CredentialAccess:SecretsManager-ReadFromOutside',
  blindTo: [
    'Strangers who assume a role of the account first: the secret is then read from within.',
    'Secrets beyond the first in one call of BatchGetSecretValue: the finding names them, but is about the first.',
  ],
  falsePositives: ['A partner with whom a secret is shared on purpose, until it is added to `known`.'],
  respond: [
    'Ask the owner of the secret whose account it is; if it belongs to a partner, add it to `known`.',
    'If nobody knows it, remove the account from the policies of the secret and its key, and rotate the secret.',
    'Review what the secret gives access to, and what was done there since.',
  ],
  references: [
    {
      title: 'Access AWS Secrets Manager secrets from a different account',
      url: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples_cross.html',
    },
  ],
  examples: {
    fires: {
      'by a user of that account': () => read(STRANGER),
      'several at once': () =>
        read(STRANGER, { eventName: 'BatchGetSecretValue', requestParameters: { secretIdList: [DATABASE, MAIL] } }),
      'again after the secret was rotated': () => ({
        records: ['2026-03-02T10:00:00Z', '2026-03-02T18:00:00Z'].flatMap(
          (eventTime) => read(STRANGER, { eventTime }).records,
        ),
      }),
    },
    quiet: {
      'by an account of the organization': () => read('444455556666'),
      'within the account': () => read('111122223333'),
      'by a partner': () => ({ ...read(STRANGER), ...PARTNER }),
      'it was refused': () => read(STRANGER, REFUSED),
      'only its description': () => read(STRANGER, { eventName: 'DescribeSecret' }),
      'by a service': () =>
        read(STRANGER, { userIdentity: { type: 'AWSService', invokedBy: 'secretsmanager.amazonaws.com' } }),
    },
  },
});

const DATABASE = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:database-AbCdEf';
const MAIL = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:mail-GhIjKl';

/** The secrets that a call names, by ARN: callers from another account cannot name them otherwise. */
function secretsOf({ requestParameters = {} }: CloudTrailRecord): readonly string[] {
  const { secretId, secretIdList } = requestParameters;
  const one = textOf(secretId);
  const all = one === undefined ? listedTexts(secretIdList) : [one];
  return all.length === 0 ? ['a secret that the record does not name'] : all.map(nameOf);
}

/** The name without the random suffix that Secrets Manager appends. */
function nameOf(secret: string): string {
  const [, name = secret] = /^arn:[^:]*:secretsmanager:[^:]*:\d*:secret:(.+?)(?:-[A-Za-z0-9]{6})?$/.exec(secret) ?? [];
  return `secret ${name}`;
}

function read(accountId: string, overrides = {}) {
  const record = event({
    eventSource: 'secretsmanager.amazonaws.com',
    eventName: 'GetSecretValue',
    requestParameters: { secretId: DATABASE },
    userIdentity: { type: 'AWSAccount', principalId: 'AIDAEXAMPLESTRANGER01', accountId },
    ...overrides,
  });
  return { records: [record] };
}
