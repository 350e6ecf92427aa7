import { statementsOf } from '#services/resources/kits/policy-document.ts';
import { identityCenterUser } from '#services/sources/cloudtrail/example.ts';
import { isTrue } from '../kits/api-call.ts';
import { numberOf, textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

/** The shortest waiting period that AWS allows ("ScheduleKeyDeletion"). */
const SHORTEST_DAYS = 7;

export default defineSignals({
  type: 'Impact:KMS/KeyDisabledOrDoomed',
  own: true,
  title: 'A KMS key was disabled, scheduled for deletion or taken from its account',
  why: 'Data that a key encrypted is lost with the key: a backup of the data does not help.',
  asks: 'Was a KMS key disabled, stripped of its imported material or scheduled for deletion, or its account locked out of it, other than by a deployment?',
  attack: ['T1485', 'T1489'],
  signals: [
    {
      means: 'a key is scheduled for deletion with the shortest waiting period that AWS allows',
      severity: 'High',
      service: 'kms',
      calls: ['ScheduleKeyDeletion'],
      did: ({ keyId, pendingWindowInDays }) =>
        (numberOf(pendingWindowInDays) ?? Infinity) <= SHORTEST_DAYS
          ? `scheduled key ${textOf(keyId) ?? '(not named)'} for deletion in ${SHORTEST_DAYS} days`
          : undefined,
      deployed: true,
    },
    {
      means: 'a key is scheduled for deletion',
      severity: 'Medium',
      service: 'kms',
      calls: ['ScheduleKeyDeletion'],
      did: ({ keyId, pendingWindowInDays }) =>
        (numberOf(pendingWindowInDays) ?? Infinity) > SHORTEST_DAYS
          ? `scheduled key ${textOf(keyId) ?? '(not named)'} for deletion`
          : undefined,
      deployed: true,
      routine: {
        means: 'a signed-in person scheduled a deletion with a longer waiting period',
        is: ({ callerKind }) => callerKind === 'person',
      },
    },
    {
      means: 'a key or a key store was disabled, or its imported key material was deleted',
      severity: 'Medium',
      service: 'kms',
      calls: ['DisableKey', 'DisconnectCustomKeyStore', 'DeleteImportedKeyMaterial'],
      did: ({ keyId, customKeyStoreId }, { eventName }) =>
        `${eventName === 'DeleteImportedKeyMaterial' ? 'deleted the imported material of' : 'disabled'} ${textOf(keyId) ?? textOf(customKeyStoreId) ?? 'a key'}`,
      deployed: true,
    },
    {
      means: 'the account was locked out of a key',
      severity: 'High',
      service: 'kms',
      calls: ['PutKeyPolicy'],
      did: ({ keyId, policy, bypassPolicyLockoutSafetyCheck }, { accountId }) =>
        isTrue(bypassPolicyLockoutSafetyCheck) && !admits(accountId, policy)
          ? `replaced the policy of key ${textOf(keyId) ?? '(not named)'} by one that does not admit the account, and had the check of that skipped`
          : undefined,
      deployed: true,
    },
  ],
  about: aboutPrincipal,

  asff: 'Effects/Data Destruction/Impact:KMS-KeyDisabledOrDoomed',
  blindTo: [
    'Whether the key protects any data, and how old the key is.',
    'Imported material that expires on a date set at import, and aliases that are redirected to another key.',
  ],
  falsePositives: ['Test keys that are cleaned up by hand.'],
  respond: [
    'Cancel the deletion (CancelKeyDeletion) or enable the key while you investigate: this costs nothing.',
    'Ask the owner of the key whether anything is still encrypted with it.',
    'If nobody wanted this, disable the credentials of the caller, and review what else they did.',
  ],
  references: [
    { title: 'Delete an AWS KMS key', url: 'https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html' },
  ],
  examples: {
    fires: {
      'deletion in seven days': () => called('kms', 'ScheduleKeyDeletion', { keyId: KEY, pendingWindowInDays: 7 }),
      'deletion in the default thirty days, by a person, which is less': () =>
        called('kms', 'ScheduleKeyDeletion', { keyId: KEY }, { userIdentity: identityCenterUser() }),
      disabled: () => called('kms', 'DisableKey', { keyId: KEY }),
      'the policy admits the attacker alone': () => givenTo('arn:aws:iam::111122223333:user/mallory'),
      'imported key material is deleted': () => called('kms', 'DeleteImportedKeyMaterial', { keyId: KEY }),
    },
    quiet: {
      'a policy that admits the account': () => givenTo('arn:aws:iam::111122223333:root'),
      'the deletion is cancelled': () => called('kms', 'CancelKeyDeletion', { keyId: KEY }),
      enabled: () => called('kms', 'EnableKey', { keyId: KEY }),
      'it was refused': () => called('kms', 'DisableKey', { keyId: KEY }, REFUSED),
      'a stack is deleted': () =>
        called('kms', 'ScheduleKeyDeletion', { keyId: KEY, pendingWindowInDays: 7 }, BY_CLOUDFORMATION),
      'a call of another service with the same name': () => called('apigateway', 'DisableKey', { keyId: KEY }),
    },
  },
});

/**
 * Whether a policy admits the account itself, which is what its own administrators need ("Key policies in AWS KMS").
 * Everybody includes the account.
 */
function admits(accountId: string, policy: unknown): boolean {
  return statementsOf(policy).some(({ Effect, Principal }) => {
    const names = typeof Principal === 'string' ? [Principal] : (Principal?.['AWS'] ?? []);
    return (
      Effect === 'Allow' &&
      names.some((name) => name === '*' || name === accountId || name.endsWith(`:iam::${accountId}:root`))
    );
  });
}

function givenTo(AWS: string) {
  const Statement = [{ Effect: 'Allow', Principal: { AWS }, Action: 'kms:*', Resource: '*' }];
  const document = JSON.stringify({ Version: '2012-10-17', Statement });
  return called('kms', 'PutKeyPolicy', { keyId: KEY, policy: document, bypassPolicyLockoutSafetyCheck: true });
}

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
