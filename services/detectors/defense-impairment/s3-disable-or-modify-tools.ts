import type { Parameters } from '#services/sources/cloudtrail/record.ts';
import { aboutBucketChange } from '../kits/bucket.ts';
import { listedObjects, listedTexts, member } from '../kits/parameters.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'DefenseImpairment:S3/DisableOrModifyTools',
  title: 'A bucket accepts objects encrypted with customer-provided keys again',
  why: 'Attackers rewrite objects with a key that only they have and demand a ransom for it.',
  asks: 'Was encryption with customer-provided keys (SSE-C) allowed again for a bucket that had blocked it?',
  attack: ['T1562.001', 'T1486'],
  signals: [
    {
      means: 'encryption with customer-provided keys was allowed',
      severity: 'High',
      service: 's3',
      calls: ['PutBucketEncryption'],
      did: (parameters) =>
        allowsOwnKeys(parameters)
          ? `allowed encryption with customer-provided keys (SSE-C) in bucket ${String(parameters['bucketName'])}`
          : undefined,
      deployed: true,
    },
  ],
  about: aboutBucketChange,

  asff: 'TTPs/Defense Evasion/DefenseImpairment:S3-DisableOrModifyTools',
  blindTo: [
    'Buckets from before April 2026 in accounts that had such objects: they accept such keys without any change.',
    'Requests that do not mention blocked encryption types.',
  ],
  falsePositives: ['The few programs that bring their own keys.'],
  respond: [
    'Ask the owner of the bucket which program brings its own keys.',
    'If none does, block such keys again, and look for objects that were rewritten since (CopyObject, PutObject).',
    'Deny s3:PutEncryptionConfiguration to everyone but the team that owns the bucket.',
  ],
  references: [
    {
      title: 'Blocking or unblocking SSE-C for a general purpose bucket',
      url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/blocking-unblocking-s3-c-encryption-gpb.html',
    },
  ],
  examples: {
    fires: {
      'no encryption type is blocked any more': () =>
        encryption({ BlockedEncryptionTypes: { EncryptionType: 'NONE' } }),
      'as a list': () => encryption({ BlockedEncryptionTypes: { EncryptionType: ['NONE'] } }),
    },
    quiet: {
      'such keys are blocked': () => encryption({ BlockedEncryptionTypes: { EncryptionType: 'SSE-C' } }),
      'another default key, with no mention of blocked types': () => encryption({}),
      'it was refused': () => encryption({ BlockedEncryptionTypes: { EncryptionType: 'NONE' } }, REFUSED),
      'CloudFormation updates a stack': () =>
        encryption({ BlockedEncryptionTypes: { EncryptionType: 'NONE' } }, BY_CLOUDFORMATION),
    },
  },
});

/** `NONE` blocks nothing, and neither does an empty list; an absent setting stays as it is. */
function allowsOwnKeys({ ServerSideEncryptionConfiguration: configuration }: Parameters): boolean {
  const rules = listedObjects(member(configuration, 'Rule') ?? member(configuration, 'Rules'));
  return rules.some((rule) => {
    if (!('BlockedEncryptionTypes' in rule)) return false;
    const blocked = rule['BlockedEncryptionTypes'];
    const types = listedTexts(member(blocked, 'EncryptionType') ?? blocked);
    return types.every((type) => type === 'NONE');
  });
}

function encryption(rule: object, overrides = {}) {
  const Rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false, ...rule };
  return called(
    's3',
    'PutBucketEncryption',
    { bucketName: 'invoices', encryption: '', ServerSideEncryptionConfiguration: { Rule } },
    overrides,
  );
}
