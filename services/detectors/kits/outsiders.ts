import { defineDetector, type AnyDetector } from '#services/model/detector.ts';
import type { Look } from '#services/model/look.ts';
import { SEVERITY_LABELS, type SeverityLabel } from '#services/model/severity.ts';
import type { DistinctReading } from '#services/model/tally.ts';
import { cloudtrail, type CloudTrailRecord, type Parameters } from '#services/sources/cloudtrail/record.ts';
import type { CallDetector } from './call-detector.ts';
import { callerOf } from './access-key.ts';
import { succeeded } from './api-call.ts';
import { foreignAmong } from './foreign.ts';
import { EVERYBODY } from '#services/resources/kits/resource-policy.ts';
import { capitalized, enumerated } from './wording.ts';

/** One way to give something to other accounts: calls with the same meaning, and the accounts that they name. */
export interface Gift {
  /** The act in general: "a snapshot was shared". */
  readonly means: string;
  readonly severity: SeverityLabel;
  /** The severity of a gift to everybody. Where absent, another finding type covers such gifts. */
  readonly toEverybody?: SeverityLabel;
  /** `rds` of `rds.amazonaws.com`. */
  readonly service: string;
  /**
   * Whether a record surely gives nothing, checked before the parameters are read: for calls that are made all the
   * time.
   */
  readonly never?: (record: CloudTrailRecord) => boolean;
  readonly calls: readonly string[];
  /** Ids of accounts, and `EVERYBODY`. */
  readonly to: (parameters: Parameters, record: CloudTrailRecord) => readonly string[];
  /** What the caller did, for a sentence between the caller and the accounts: "shared snapshot orders with". */
  readonly did: (parameters: Parameters, record: CloudTrailRecord) => string;
}

interface Options extends CallDetector<'about' | 'acrossRegions'> {
  readonly gifts: readonly Gift[];
}

/**
 * A detector of calls that give something to an account that is not the owner's. Deployment tools are no excuse: an
 * intruder may use them as well. Which accounts are strangers is decided after everything was read.
 */
export function defineOutsiders({ gifts, blindTo, falsePositives, ...rest }: Options): AnyDetector {
  const sources = new Set(gifts.map(sourceOf));
  return defineDetector({
    ...rest,
    own: true,
    from: cloudtrail(...new Set(gifts.flatMap(({ calls }) => calls))),
    where: { eventSource: (source) => source !== undefined && sources.has(source), errorCode: succeeded },
    and: (record) => record.callerKind !== 'service' && actOf(gifts, record) !== undefined,
    tally: (t) => ({ acts: t.distinct((record) => actOf(gifts, record)) }),
    having: (window, look) => toStrangers(window.tallies.acts, window, look).length > 0,
    severity: {
      when: meanings(gifts),
      of: (window, look) => {
        const labels = toStrangers(window.tallies.acts, window, look).map(({ severity }) => severity);
        return SEVERITY_LABELS.findLast((label) => labels.includes(label)) ?? 'Low';
      },
    },
    explain: (finding, look) => {
      const acts = toStrangers(finding.tallies.acts, finding, look).map(
        ({ did, whom }) => `${did} ${enumerated(whom)}`,
      );
      return `${capitalized(callerOf(finding.subject.resource))} ${enumerated([...new Set(acts)])}.`;
    },
    blindTo: [
      ...blindTo,
      'In a scan, which has no directory of the organization, accounts whose logs were not read count as strangers.',
    ],
    falsePositives: [...falsePositives, 'A partner’s account: add it to `known` in vedette.yaml as `vendor`.'],
  });
}

function sourceOf({ service }: Gift): string {
  return `${service}.amazonaws.com`;
}

/** The gift of a record to accounts besides its own, as one value of a tally: `severity|accounts|did`. */
function actOf(gifts: readonly Gift[], record: CloudTrailRecord): string | undefined {
  const { eventName, eventSource } = record;
  const gift = gifts.find((one) => one.calls.includes(eventName) && sourceOf(one) === eventSource);
  if (gift === undefined || gift.never?.(record)) return undefined;
  const { requestParameters = {} } = record;
  const all = gift.to(requestParameters, record).filter((account) => account !== record.accountId);
  const accounts = gift.toEverybody === undefined ? all.filter((account) => account !== EVERYBODY) : all;
  if (accounts.length === 0) return undefined;
  const severity = accounts.includes(EVERYBODY) ? gift.toEverybody : gift.severity;
  const shown = [...new Set(accounts)].toSorted().slice(0, ACCOUNTS_MAX).join(' ');
  return `${severity}|${shown}|${gift.did(requestParameters, record)}`;
}

/** Real calls share with fewer accounts. */
const ACCOUNTS_MAX = 100;

interface Act {
  readonly severity: SeverityLabel;
  readonly whom: readonly string[];
  readonly did: string;
}

/** The acts that give something to strangers. */
function toStrangers(
  acts: DistinctReading,
  when: { readonly lastSeen: number },
  look: Pick<Look, 'organization'>,
): readonly Act[] {
  return acts.values.flatMap((value) => {
    const [label, accounts = '', ...did] = String(value).split('|');
    const named = accounts.split(' ');
    const strangers = foreignAmong(named, { lastSeen: when.lastSeen }, look).map((id) => `account ${id}`);
    const whom = named.includes(EVERYBODY) ? [EVERYBODY, ...strangers] : strangers;
    const severity = SEVERITY_LABELS.find((one) => one === label) ?? 'Low';
    return whom.length === 0 ? [] : [{ severity, whom, did: did.join('|') }];
  });
}

function meanings(gifts: readonly Gift[]): { readonly [Label in SeverityLabel]?: string } {
  return Object.fromEntries(
    SEVERITY_LABELS.flatMap((label) => {
      const phrases = gifts.flatMap(({ means, severity, toEverybody }) => [
        ...(severity === label ? [`${means} for a stranger’s account`] : []),
        ...(toEverybody === label ? [`${means} for everybody`] : []),
      ]);
      return phrases.length === 0 ? [] : [[label, [...new Set(phrases)].join('; ')]];
    }),
  );
}

/** An account from documentation, which is no member in examples. */
export const STRANGER = '999988887777';

/** Settings of an owner who knows this account as a vendor. */
export const PARTNER = { known: [{ who: STRANGER, purposes: ['vendor' as const], because: 'Our partner.' }] };
