import { counted } from '#services/model/numbers.ts';
import { defineDetector, type AnyDetector } from '#services/model/detector.ts';
import { minutes } from '#services/model/time.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import type { CallDetector } from './call-detector.ts';
import { callerOf } from './access-key.ts';
import { succeeded } from './api-call.ts';
import { isOnBehalf, knownCaller } from './caller.ts';
import { aboutPrincipal } from './principal.ts';
import { apart, atLeast, together } from './together.ts';
import { capitalized, enumerated } from './wording.ts';

interface Options extends CallDetector {
  /** `secretsmanager` of `secretsmanager.amazonaws.com`. */
  readonly service: string;
  readonly calls: readonly string[];
  readonly noun: string;
  /** How many secrets are too many, and why. */
  readonly secrets: { readonly default: number; readonly because: string };
  readonly lists: (record: CloudTrailRecord) => boolean;
  /** The names of the secrets that a request asks for; none for a request that asks for no secret. */
  readonly asked: (record: CloudTrailRecord) => readonly string[];
  /** Whether one call asks for all secrets. */
  readonly takesAll?: (record: CloudTrailRecord) => boolean;
  /** Whether one call asks for secrets by a filter, without names. Such a call alone leads to a Medium finding. */
  readonly takesUnnamed?: (record: CloudTrailRecord) => boolean;
}

/** A detector of callers who list secrets and then read one after the other, as programs do not. */
export function defineHarvest({
  service,
  calls,
  noun,
  secrets,
  lists,
  asked,
  takesAll,
  takesUnnamed,
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
      !isOnBehalf(record) &&
      !look.organization.serves('key-rotation', knownCaller(record), record.time) &&
      !look.organization.serves('scanner', knownCaller(record), record.time),
    about: aboutPrincipal,
    acrossRegions: true,
    within: minutes(30),
    overlapping: true,
    tally: (t) => ({
      listed: t.sample((record) => (lists(record) || takesAll?.(record) ? record.region : undefined)),
      tried: t.distinct((record) => together(asked(record))),
      all: t.sample((record) => (takesAll?.(record) ? record.region : undefined)),
      unnamed: t.sample((record) => (takesUnnamed?.(record) ? record.region : undefined)),
      named: t.distinct((record) =>
        succeeded(record.errorCode) && !takesUnnamed?.(record) ? together(asked(record)) : undefined,
      ),
      read: t.distinct((record) => (succeeded(record.errorCode) ? together(asked(record)) : undefined)),
    }),
    having: ({ tallies: { listed, tried, all, unnamed } }, { settings }) =>
      all.length > 0 || unnamed.length > 0 || (listed.length > 0 && atLeast(tried) >= settings.secrets),
    severity: {
      when: {
        High: `${noun}s were read`,
        Medium: `every attempt to read one was refused${takesUnnamed ? ', or none was named' : ''}`,
      },
      of: ({ tallies: { named, read } }) => (named.size > 0 || read.size > 1 ? 'High' : 'Medium'),
    },
    explain: ({ subject, tallies }) =>
      `${capitalized(callerOf(subject.resource))} listed the ${noun}s of ${enumerated(tallies.listed)} and read ${counted(atLeast(tallies.read), noun)} of the ${atLeast(tallies.tried)} that it tried to read: ${enumerated(apart(tallies.tried.values))}.`,
  });
}
