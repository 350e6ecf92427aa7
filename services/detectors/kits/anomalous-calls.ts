import type { Tactic } from '#services/behaviour/apis/rates.ts';
import { aboutIdentity } from '#services/behaviour/cloudtrail/identity.ts';
import iamUser from '#services/behaviour/profiles/iam-user.ts';
import { defineDetector, type AnyDetector, type Example } from '#services/model/detector.ts';
import type { SeverityLabel } from '#services/model/severity.ts';
import { days } from '#services/model/time.ts';
import type { Purpose } from '#services/model/known.ts';
import type { OrganizationView } from '#services/model/look.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { event } from '#services/sources/cloudtrail/example.ts';
import { callerOf } from './access-key.ts';
import { READ_THE_PARTS, sayDay } from './anomalous-day.ts';
import { knownCaller } from './caller.ts';
import type { CallDetector } from './call-detector.ts';
import { capitalized, enumerated } from './wording.ts';

interface Options extends Omit<CallDetector<'own'>, 'asff' | 'respond' | 'references'> {
  readonly tactic: Tactic;
  readonly severity: SeverityLabel;
  /** The first question of an analyst. */
  readonly ask: string;
}

/**
 * A detector of days on which an identity makes calls that are common among attackers and unusual for it. The score
 * compares both rates, and knows the identity, those of its role, its account and the organization as far as they were
 * watched.
 */
export function defineAnomalousCalls(options: Options): AnyDetector {
  const { tactic, severity, ask, blindTo, falsePositives, ...rest } = options;
  return defineDetector({
    ...rest,
    severity,
    from: cloudtrail(),
    about: aboutIdentity,
    and: (record, { organization }) => !isForThis(tactic, record, organization),
    acrossRegions: true,
    within: days(1),
    learned: { profile: iamUser, tactic },
    tally: (t) => ({
      calls: t.sample((record) => record.eventName),
      errors: t.sample((record) => record.errorCode),
      addresses: t.sample((record) => record.sourceIPAddress),
    }),
    explain: ({ subject, tallies }) =>
      sayDay(
        `${capitalized(callerOf(subject.resource))} made calls (${enumerated(tallies.calls)}) from ${enumerated(tallies.addresses)}`,
        tallies,
      ),
    asff: `TTPs/${tactic.replace(/(?<=[a-z])(?=[A-Z])/, ' ')}/IAMUser-AnomalousBehavior`,
    blindTo: [
      ...blindTo,
      'An intruder who does what the identity does every day, with the same tool and from the same network.',
      'Calls that AWS services make, and data events.',
    ],
    falsePositives: [
      ...falsePositives,
      'Somebody who starts a new task, especially in an account that has been watched for less than a week.',
    ],
    respond: [
      ask,
      READ_THE_PARTS,
      'If it was not them, deactivate the key or revoke the sessions of the role, and review what else it did that day.',
    ],
    references: [
      {
        title: 'GuardDuty IAM finding types',
        url: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-iam.html',
      },
    ],
  });
}

/** By tactic, the purposes of callers whose ordinary calls look like it. */
const LOOKS_LIKE: Readonly<Record<Tactic, readonly Purpose[]>> = {
  Discovery: ['scanner'],
  CredentialAccess: ['key-rotation', 'scanner'],
  InitialAccess: [],
  Execution: ['pipeline'],
  Persistence: ['key-rotation', 'help-desk', 'pipeline'],
  PrivilegeEscalation: ['pipeline'],
  DefenseEvasion: ['security'],
  Exfiltration: ['backup', 'forensics'],
  Impact: ['backup', 'pipeline'],
};
/** Somebody who rotates keys and secrets has no reason to create users, or passwords for them. */
const KEYS = /AccessKey|Secret|Credential/;

/** Whether the owner gave the caller a purpose that explains the call. */
function isForThis(tactic: Tactic, record: CloudTrailRecord, organization: OrganizationView): boolean {
  return LOOKS_LIKE[tactic].some(
    (purpose) =>
      organization.serves(purpose, knownCaller(record), record.time) &&
      (purpose !== 'key-rotation' || KEYS.test(record.eventName)),
  );
}

/** A story of calls by alice, about whom nothing is known: `service:Name`, each with its request parameters. */
export function calls(...made: readonly (readonly [call: string, asks?: object, overrides?: object])[]): Example {
  return {
    learned: 'nothing',
    records: made.map(([call, requestParameters = {}, overrides = {}], index) => {
      const [service = '', eventName] = call.split(':');
      const minute = String(index % 60).padStart(2, '0');
      return event({
        eventSource: `${service}.amazonaws.com`,
        eventName,
        eventTime: `2026-03-02T10:${minute}:00Z`,
        readOnly: false,
        requestParameters,
        ...overrides,
      });
    }),
  };
}

/** The user agent of a tool that describes infrastructure. */
export const BY_TERRAFORM = { userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0 aws-sdk-go-v2/1.30.0' };
