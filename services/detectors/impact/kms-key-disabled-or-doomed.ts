import { identityCenterUser } from '#services/sources/cloudtrail/example.ts';
import { numberOf, textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

/** The shortest waiting period that AWS allows ("ScheduleKeyDeletion"). */
const SHORTEST_DAYS = 7;

export default defineSignals({
  type: 'Impact:KMS/KeyDisabledOrDoomed',
  own: true,
  title: 'A key that protects data was disabled, or is to be deleted',
  why: 'What a key has encrypted is lost with it: no backup of the data helps.',
  asks: 'Was a key of KMS disabled, robbed of its imported material or scheduled for deletion, other than by a deployment?',
  attack: ['T1485', 'T1489'],
  signals: [
    {
      means: 'a key is to be deleted on the shortest notice that AWS grants',
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
      means: 'a key is to be deleted',
      severity: 'Medium',
      service: 'kms',
      calls: ['ScheduleKeyDeletion'],
      did: ({ keyId, pendingWindowInDays }) =>
        (numberOf(pendingWindowInDays) ?? Infinity) > SHORTEST_DAYS
          ? `scheduled key ${textOf(keyId) ?? '(not named)'} for deletion`
          : undefined,
      deployed: true,
      routine: {
        means: 'somebody at work, signed in, is to delete a key and leaves time to think better of it',
        is: ({ callerKind }) => callerKind === 'person',
      },
    },
    {
      means: 'a key or a key store was disabled, or lost what it encrypts with',
      severity: 'Medium',
      service: 'kms',
      calls: ['DisableKey', 'DisconnectCustomKeyStore', 'DeleteImportedKeyMaterial'],
      did: ({ keyId, customKeyStoreId }, { eventName }) =>
        `${eventName === 'DeleteImportedKeyMaterial' ? 'deleted the imported material of' : 'disabled'} ${textOf(keyId) ?? textOf(customKeyStoreId) ?? 'a key'}`,
      deployed: true,
    },
  ],
  about: aboutPrincipal,

  asff: 'Effects/Data Destruction/Impact:KMS-KeyDisabledOrDoomed',
  blindTo: [
    'Whether the key protects anything, and how old it is.',
    'Imported material that expires by a date set when it was imported, and aliases that are pointed at another key.',
  ],
  falsePositives: ['Keys of tests that are tidied up by hand.'],
  respond: [
    'Cancel the deletion (CancelKeyDeletion) or enable the key again while it is asked about: that costs nothing.',
    'Ask the owner of the key whether anything is still encrypted with it.',
    'If nobody wanted this, disable the credentials of the caller, and look at what else they did.',
  ],
  references: [
    { title: 'Delete an AWS KMS key', url: 'https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html' },
  ],
  examples: {
    fires: {
      'in seven days': () => called('kms', 'ScheduleKeyDeletion', { keyId: KEY, pendingWindowInDays: 7 }),
      'in thirty, which is not said, by a person, which is less': () =>
        called('kms', 'ScheduleKeyDeletion', { keyId: KEY }, { userIdentity: identityCenterUser() }),
      disabled: () => called('kms', 'DisableKey', { keyId: KEY }),
      'what was imported is deleted: only who imported it can bring it back': () =>
        called('kms', 'DeleteImportedKeyMaterial', { keyId: KEY }),
    },
    quiet: {
      'the deletion is cancelled': () => called('kms', 'CancelKeyDeletion', { keyId: KEY }),
      enabled: () => called('kms', 'EnableKey', { keyId: KEY }),
      'it was refused': () => called('kms', 'DisableKey', { keyId: KEY }, REFUSED),
      'a stack is taken down': () =>
        called('kms', 'ScheduleKeyDeletion', { keyId: KEY, pendingWindowInDays: 7 }, BY_CLOUDFORMATION),
      'a call of another service that is named alike': () => called('apigateway', 'DisableKey', { keyId: KEY }),
    },
  },
});

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
