import type { Action } from './action.ts';
import type { Disposition } from './disposition.ts';
import type { FindingType } from './finding-type.ts';
import type { Origin } from './observation.ts';
import type { JsonObject, Resource, ResourceRole } from './subject.ts';

/**
 * The durable security issue, in the field names of GuardDuty's finding JSON. Its identity is type, account, Region,
 * resource and role; whatever happens again updates it.
 */
export interface Finding extends FindingBody {
  readonly service: FindingService;
  readonly disposition: Disposition;
}

/** What logs tell of a finding: workers alone write it. */
export interface FindingBody {
  readonly schemaVersion: '2.0';
  /** 32 lowercase hex digits, a hash of the identity: the same in every run. */
  readonly id: string;
  readonly arn: string;
  readonly type: FindingType;
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  /** 1 to 10; the highest that its observations had, as GuardDuty counts. */
  readonly severity: number;
  readonly title: string;
  readonly description: string;
  readonly resource: Resource;
  readonly service: ServiceBody;
  /** When Vedette made it and last changed it, ISO 8601. The clock's, not the logs'. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface FindingService extends ServiceBody {
  /** As its disposition says: GuardDuty has it here. */
  readonly archived: boolean;
}

interface ServiceBody {
  readonly serviceName: 'vedette';
  readonly detectorId: string;
  readonly resourceRole: ResourceRole;
  readonly count: number;
  /** ISO 8601: the logs' time. */
  readonly eventFirstSeen: string;
  readonly eventLastSeen: string;
  /** Of the latest record: what the others have in common with it, and do not, the evidence tells. */
  readonly action: Action;
  readonly additionalInfo: JsonObject;
  readonly evidence: Evidence;
}

export interface Evidence {
  readonly threatIntelligenceDetails: readonly ThreatIntelligenceDetail[];
  /** The earliest records that led to it, at most `ORIGINS_MAX`, in order of time. */
  readonly origins: readonly Origin[];
  /** What the tallies read of all that it was folded from. */
  readonly tallies: JsonObject;
  /** How many other ends there were, and up to 20 of them; absent where the question does not group by them. */
  readonly remotes?: { readonly size: number; readonly values: readonly (string | number)[] };
}

export interface ThreatIntelligenceDetail {
  readonly threatListName: string;
  readonly threatNames: readonly string[];
  readonly threatFileSha256: string;
}

/** Records of evidence that a finding keeps. */
export const ORIGINS_MAX = 100;

export function isFindingId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}

/** As its owner rates it, or else as GuardDuty counts. */
export function severityInContext({ severity, disposition }: Finding): number {
  return disposition.severity ?? severity;
}
