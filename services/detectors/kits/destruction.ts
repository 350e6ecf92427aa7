import { counted } from '#services/model/numbers.ts';
import { defineDetector, type AnyDetector } from '#services/model/detector.ts';
import type { DistinctReading } from '#services/model/tally.ts';
import { hours } from '#services/model/time.ts';
import { cloudtrail, type CloudTrailRecord, type Parameters } from '#services/sources/cloudtrail/record.ts';
import type { CallDetector } from './call-detector.ts';
import { callerOf } from './access-key.ts';
import { succeeded } from './api-call.ts';
import { isByHand, isByProgram } from './caller.ts';
import { aboutPrincipal } from './principal.ts';
import { apart, atLeast, together } from './together.ts';
import { saysDeploys } from './user-agent.ts';
import { capitalized, enumerated } from './wording.ts';

/** A destructive call, and how to find the names of the things in its request. */
export interface Destruction {
  /** `rds` of `rds.amazonaws.com`. */
  readonly service: string;
  readonly call: string;
  readonly of: (parameters: Parameters) => readonly string[];
  /** Only what nothing uses can be deleted by it, as people do to save money. */
  readonly unused?: true;
}

interface Options extends CallDetector {
  readonly destructions: readonly Destruction[];
  /** How many things are too many, and why. */
  readonly things: { readonly default: number; readonly because: string };
  /** How many are too many for the key of a user, and why. */
  readonly thingsByKey: { readonly default: number; readonly because: string };
  /** The noun for one of the things. */
  readonly noun: string;
}

/**
 * A detector of callers who destroy many things by hand within an hour. Destruction by services and pipelines does not
 * count.
 */
export function defineDestruction({ destructions, things, thingsByKey, noun, blindTo, ...rest }: Options): AnyDetector {
  const sources = new Set(destructions.map(({ service }) => `${service}.amazonaws.com`));
  const kindOf = ({ eventName, eventSource }: CloudTrailRecord): Destruction | undefined =>
    destructions.find(({ service, call }) => call === eventName && eventSource === `${service}.amazonaws.com`);
  const destroyed = (record: CloudTrailRecord): readonly string[] =>
    kindOf(record)?.of(record.requestParameters ?? {}) ?? [];
  const inUse = (record: CloudTrailRecord): readonly string[] => (kindOf(record)?.unused ? [] : destroyed(record));
  const anyUnused = destructions.some(({ unused }) => unused);
  return defineDetector({
    ...rest,
    own: true,
    settings: { things, thingsByKey },
    from: cloudtrail(...new Set(destructions.map(({ call }) => call))),
    where: { eventSource: (source) => source !== undefined && sources.has(source), errorCode: succeeded },
    and: (record, look) => destroyed(record).length > 0 && isByHand(record, look),
    about: aboutPrincipal,
    acrossRegions: true,
    within: hours(1),
    overlapping: true,
    tally: (t) => ({
      names: t.distinct((record) => together(destroyed(record).toSorted())),
      batch: t.latest((record) => batchOf(destroyed(record))),
      used: t.distinct((record) => together(inUse(record).toSorted())),
      usedBatch: t.latest((record) => batchOf(inUse(record))),
      calls: t.sample(({ eventName }) => eventName),
      byKey: t.sample(({ callerKind }) => (callerKind === 'iam-user' ? callerKind : undefined)),
      ways: t.distinct((record) => {
        if (isByProgram(record)) return 'as a matter of course';
        if (saysDeploys(record.userAgent)) return 'by a tool';
        return record.callerKind === 'person' ? 'by a person' : 'by hand';
      }),
    }),
    having: ({ tallies: { names, batch, byKey } }, { settings }) =>
      most(names, batch) >= (byKey.length > 0 ? Math.min(settings.thingsByKey, settings.things) : settings.things),
    severity: {
      when: {
        High: 'somebody deleted them by hand',
        Medium: `fewer than ${things.default} were deleted, with the access key of a user, or the user agent names an infrastructure-as-code tool`,
        Low: `a function, a task or a pod deleted them, or fewer were deleted and the user agent names such a tool${anyUnused ? `; a signed-in person deleted them, and fewer than ${thingsByKey.default} were in use` : ''}`,
      },
      of({ tallies: { names, batch, used, usedBatch, ways } }) {
        const isCleanUp = most(used, usedBatch) < thingsByKey.default;
        const byHand = ways.values.includes('by hand') || (ways.values.includes('by a person') && !isCleanUp);
        if (!byHand && !ways.values.includes('by a tool')) return 'Low';
        if (most(names, batch) >= things.default) return byHand ? 'High' : 'Medium';
        return byHand ? 'Medium' : 'Low';
      },
    },
    explain: ({ subject, tallies: { names, batch, calls } }) =>
      `${capitalized(callerOf(subject.resource))} deleted at least ${counted(most(names, batch), noun)} within an hour (${enumerated(calls)}), among them ${enumerated(apart(names.values))}.`,
    blindTo: [
      ...blindTo,
      'Some of the names, where a caller deleted in more than twenty batches or in long ones.',
      'How old or how large the deleted resources were.',
    ],
  });
}

/** As text with leading zeros, so that the largest batch is the latest in order. */
function batchOf(names: readonly string[]): string {
  return String(names.length).padStart(BATCH_DIGITS, '0');
}

const BATCH_DIGITS = 6;

function most(names: DistinctReading, batch: string | undefined): number {
  return Math.max(atLeast(names), Number(batch ?? 0));
}
