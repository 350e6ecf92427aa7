import { defineDetector, type AnyDetector } from '#services/model/detector.ts';
import type { Subject } from '#services/model/subject.ts';
import { event } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from './access-key.ts';
import { isFalse, succeeded } from './api-call.ts';
import { capitalized, enumerated } from './wording.ts';

/** The account or the bucket that Block Public Access is a setting of. */
interface Scope {
  /** The name in API names and finding types. */
  readonly name: 'Account' | 'Bucket';
  readonly about: (record: CloudTrailRecord) => Subject | undefined;
  /** After "for", in sentences about a finding on `id`. */
  readonly of: (id: string) => string;
  readonly why: string;
  readonly asff: string;
  readonly blindTo: readonly string[];
  readonly falsePositives: readonly string[];
  readonly respond: readonly string[];
  /** The members of a request besides the setting. */
  readonly request: object;
}

/** `Policy:S3/…BlockPublicAccessDisabled`: a protection was switched off. */
export function blockPublicAccessDisabled(scope: Scope): AnyDetector {
  const noun = scope.name.toLowerCase();
  const [put, remove] = [`Put${scope.name}PublicAccessBlock`, `Delete${scope.name}PublicAccessBlock`];
  return defineDetector({
    type: `Policy:S3/${scope.name}BlockPublicAccessDisabled`,
    title: `Block Public Access was turned off for ${scope.name === 'Account' ? 'an account' : 'a bucket'}`,
    why: scope.why,
    asks: `Was at least one of the four Block Public Access settings turned off for ${scope.name === 'Account' ? 'an account' : 'a bucket'}?`,
    severity: 'Low',
    attack: ['T1562.007', 'T1530'],

    from: cloudtrail(put, remove),
    where: {
      eventSource: (source) => source === 's3.amazonaws.com',
      errorCode: succeeded,
    },
    and: (record) => switchedOff(record).length > 0,
    about: scope.about,
    tally: (t) => ({ flags: t.sample((record) => switchedOff(record).join(', ')) }),

    explain: ({ subject, tallies }) =>
      `${capitalized(callerOf(subject.resource))} turned off Block Public Access for ${scope.of(subject.resource.id)}: ${enumerated(tallies.flags)}.`,
    asff: scope.asff,
    blindTo: [`How the settings were before: ${noun}s where they were never on look the same.`, ...scope.blindTo],
    falsePositives: scope.falsePositives,
    respond: scope.respond,
    references: [
      {
        title: 'Blocking public access to your Amazon S3 storage',
        url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
      },
    ],
    examples: {
      fires: {
        'the setting is deleted': () => change(remove),
        'policies may be public': () => change(put, { BlockPublicPolicy: false }),
        'settings that are left out': () =>
          change(put, { BlockPublicPolicy: undefined, RestrictPublicBuckets: undefined }),
        'an empty configuration': () =>
          change(put, {}, { requestParameters: { ...scope.request, PublicAccessBlockConfiguration: '' } }),
        'settings as text': () => change(put, { BlockPublicPolicy: 'false' }),
        'settings as text in another case': () => change(put, { BlockPublicPolicy: 'False' }),
        'a setting that is null': () => change(put, { BlockPublicPolicy: null }),
        'an export to a table, with the request as text': () =>
          change(
            put,
            {},
            { requestParameters: JSON.stringify({ ...scope.request, PublicAccessBlockConfiguration: {} }) },
          ),
      },
      quiet: {
        'all settings on': () => change(put),
        'the call was denied': () => change(remove, {}, { errorCode: 'AccessDenied' }),
        'a record without the configuration': () => change(put, {}, { requestParameters: scope.request }),
        'no configuration exists': () => change(remove, {}, { errorCode: 'NoSuchPublicAccessBlockConfiguration' }),
      },
    },
  });

  function change(eventName: string, flags: object = {}, overrides: object = {}) {
    const on = Object.fromEntries(FLAGS.map((flag) => [flag, true]));
    const configuration = { xmlns: 'http://s3.amazonaws.com/doc/2006-03-01/', ...on, ...flags };
    const stated = eventName === put ? { PublicAccessBlockConfiguration: configuration } : {};
    const requestParameters = { publicAccessBlock: '', ...scope.request, ...stated };
    const call = { eventSource: 's3.amazonaws.com', eventName, readOnly: false };
    return { records: [event({ ...call, requestParameters, ...overrides })] };
  }
}

const FLAGS = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'];

/**
 * The flags that a request switches off. It replaces all four flags: one that it leaves out is off
 * ("PutPublicAccessBlock", Amazon S3 API Reference).
 */
function switchedOff({ eventName, requestParameters }: CloudTrailRecord): readonly string[] {
  if (eventName.startsWith('Delete')) return ['all of it'];
  const configuration = requestParameters?.['PublicAccessBlockConfiguration'];
  // An element without content is recorded as text.
  const flags: unknown = configuration === '' ? {} : configuration;
  if (!isPlain(flags)) return [];
  return FLAGS.filter((flag) => flags[flag] === undefined || flags[flag] === null || isFalse(flags[flag]));
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
