import type { Action } from './action.ts';
import type { Disposition } from './disposition.ts';
import type { FindingType } from './finding-type.ts';
import type { Origin } from './observation.ts';
import type { JsonObject, Resource, ResourceRole } from './subject.ts';

/**
 * The durable security issue, in the field names of GuardDuty's finding JSON. Its identity is type, account, Region,
 * resource and role; repeated activity updates it.
 */
export interface Finding extends FindingBody {
  readonly service: FindingService;
  readonly disposition: Disposition;
}

/** The part of a finding that comes from logs: only workers write it. */
export interface FindingBody {
  readonly schemaVersion: '2.0';
  /** 32 lowercase hex digits, a hash of the identity: the same in every run. */
  readonly id: string;
  readonly arn: string;
  readonly type: FindingType;
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  /** 1 to 10: the highest severity of its observations, in GuardDuty's numbers. */
  readonly severity: number;
  readonly title: string;
  readonly description: string;
  readonly resource: Resource;
  readonly service: ServiceBody;
  /** When Vedette created and last changed it, ISO 8601, by the service's clock, not by the logs. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface FindingService extends ServiceBody {
  /** Copied from the disposition, because GuardDuty has it here. */
  readonly archived: boolean;
}

interface ServiceBody {
  readonly serviceName: 'vedette';
  readonly detectorId: string;
  readonly resourceRole: ResourceRole;
  readonly count: number;
  /** ISO 8601: event time. */
  readonly eventFirstSeen: string;
  readonly eventLastSeen: string;
  /** The latest record's action; the evidence shows what the other records share with it and what not. */
  readonly action: Action;
  readonly additionalInfo: JsonObject;
  readonly evidence: Evidence;
}

export interface Evidence {
  readonly threatIntelligenceDetails: readonly ThreatIntelligenceDetail[];
  /** The earliest records that led to it, at most `ORIGINS_MAX`, in order of time. */
  readonly origins: readonly Origin[];
  /** Readings of the tallies over all observations. */
  readonly tallies: JsonObject;
  /** The number of remote ends, and up to 20 of them; absent where the question does not group by them. */
  readonly remotes?: { readonly size: number; readonly values: readonly (string | number)[] };
}

export interface ThreatIntelligenceDetail {
  readonly threatListName: string;
  readonly threatNames: readonly string[];
  readonly threatFileSha256: string;
}

/** The most records of evidence that a finding keeps. */
export const ORIGINS_MAX = 100;

/** Whether the text has the form of a finding's id. */
export function isFindingId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}

/** The severity from the owner's rules, or else from GuardDuty. */
export function severityInContext({ severity, disposition }: Finding): number {
  return disposition.severity ?? severity;
}
