import { counted } from '#services/model/numbers.ts';
import { defineDetector, type AnyDetector, type Detector } from '#services/model/detector.ts';
import { minutes } from '#services/model/time.ts';
import { cloudtrail, type CloudTrailFields, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from './access-key.ts';
import { isByCaller, succeeded } from './api-call.ts';
import { knownCaller } from './caller.ts';
import { aboutPrincipal } from './principal.ts';
import { capitalized, enumerated } from './wording.ts';

interface Options extends Pick<
  Detector<CloudTrailRecord, CloudTrailFields, Record<never, never>, Record<never, never>>,
  | 'type'
  | 'title'
  | 'why'
  | 'asks'
  | 'attack'
  | 'asff'
  | 'blindTo'
  | 'falsePositives'
  | 'respond'
  | 'references'
  | 'examples'
> {
  /** `secretsmanager` of `secretsmanager.amazonaws.com`. */
  readonly service: string;
  readonly calls: readonly string[];
  readonly noun: string;
  /** How many are too many, and why. */
  readonly secrets: { readonly default: number; readonly because: string };
  readonly lists: (record: CloudTrailRecord) => boolean;
  /** The names that a request for secrets has, the first of which stands for all; none where it asks for no secret. */
  readonly asked: (record: CloudTrailRecord) => readonly string[];
  /** Whether one call asks for all that there is. */
  readonly takesAll?: (record: CloudTrailRecord) => boolean;
}

/** A detector of callers who list what is kept secret and then read one after the other, as programs do not. */
export function defineHarvest({
  service,
  calls,
  noun,
  secrets,
  lists,
  asked,
  takesAll,
  ...rest
}: Options): AnyDetector {
  return defineDetector({
    ...rest,
    own: true,
    settings: { secrets },
    from: cloudtrail(...calls),
    where: { eventSource: (source) => source === `${service}.amazonaws.com` },
    and: (record, look) =>
      (lists(record) || asked(record).length > 0) &&
      record.callerKind !== 'service' &&
      isByCaller(record.userIdentity.invokedBy) &&
      !look.organization.serves('key-rotation', knownCaller(record), record.time) &&
      !look.organization.serves('scanner', knownCaller(record), record.time),
    about: aboutPrincipal,
    acrossRegions: true,
    within: minutes(30),
    overlapping: true,
    tally: (t) => ({
      listed: t.sample((record) => (lists(record) || takesAll?.(record) ? record.region : undefined)),
      tried: t.distinct((record) => asked(record)[0]),
      batches: t.sample((record) => (asked(record).length > 1 ? String(asked(record).length) : undefined)),
      all: t.sample((record) => (takesAll?.(record) ? record.region : undefined)),
      read: t.distinct((record) => (succeeded(record.errorCode) ? asked(record)[0] : undefined)),
    }),
    having: ({ tallies: { listed, tried, batches, all } }, { settings }) =>
      all.length > 0 ||
      (listed.length > 0 &&
        (tried.size >= settings.secrets || batches.some((size) => Number(size) >= settings.secrets))),
    severity: {
      when: { High: `${noun}s were read`, Medium: 'every try to read one was refused' },
      of: ({ tallies }) => (tallies.read.size > 0 ? 'High' : 'Medium'),
    },
    explain: ({ subject, tallies }) =>
      `${capitalized(callerOf(subject.resource))} listed the ${noun}s of ${enumerated(tallies.listed)} and read ${counted(tallies.read.size, noun)} of ${tallies.tried.size} that it tried: ${enumerated(tallies.tried.values)}.`,
  });
}
