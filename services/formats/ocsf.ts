import { ACTION_KINDS } from '#services/actions/index.ts';
import { kindOf } from '#services/model/action-kind.ts';
import type { CaseStatus, Disposition } from '#services/model/disposition.ts';
import { defineFormat } from '#services/model/document.ts';
import type { DetectorFacts } from '#services/model/document.ts';
import { severityInContext, type Finding } from '#services/model/finding.ts';
import { severityLabel } from '#services/model/severity.ts';
import { descriptionOf } from './kits/description.ts';
import { ocsfAttacks } from './kits/ocsf-attacks.ts';
import { ocsfEvidence } from './kits/ocsf-evidence.ts';
import { ocsfObservables } from './kits/ocsf-observables.ts';
import { ocsfResources } from './kits/ocsf-resources.ts';
import { prune } from './kits/prune.ts';

/** The version of the Open Cybersecurity Schema Framework whose "Detection Finding" the documents follow. */
const OCSF_VERSION = '1.9.0';

const CLASS_UID = 2004;
const ACTIVITIES = { 1: 'Create', 2: 'Update', 3: 'Close' } as const;
const UNSEEN = { status_id: 1, status: 'New' };
const STATUSES = {
  NEW: UNSEEN,
  UPDATED: UNSEEN,
  REOPENED: UNSEEN,
  IN_PROGRESS: { status_id: 2, status: 'In Progress' },
  RESOLVED: { status_id: 4, status: 'Resolved' },
  ARCHIVED: { status_id: 5, status: 'Archived' },
} as const satisfies Record<CaseStatus, object>;
const SEVERITIES = { Low: 2, Medium: 3, High: 4, Critical: 5 } as const;

/**
 * The finding as a Detection Finding of the Open Cybersecurity Schema Framework. Values for which that has no member
 * are in `unmapped`.
 */
export default defineFormat({
  render(finding, detector) {
    const { service } = finding;
    const activity = activityOf(finding);
    const severity = severityLabel(severityInContext(finding));
    const evidence = ocsfEvidence(finding);
    const resources = ocsfResources(finding);
    return prune({
      category_uid: 2,
      category_name: 'Findings',
      class_uid: CLASS_UID,
      class_name: 'Detection Finding',
      activity_id: activity,
      activity_name: ACTIVITIES[activity],
      type_uid: CLASS_UID * 100 + activity,
      type_name: `Detection Finding: ${ACTIVITIES[activity]}`,
      ...moment('time', finding.createdAt),
      ...moment('start_time', service.eventFirstSeen),
      ...moment('end_time', service.eventLastSeen),
      count: service.count,
      severity_id: SEVERITIES[severity],
      severity,
      ...statusOf(finding.disposition),
      is_alert: !service.archived,
      message: descriptionOf(finding),
      metadata: metadataOf(finding),
      cloud: { provider: 'AWS', account: accountOf(finding), region: finding.region },
      finding_info: findingInfo(finding, detector),
      resources,
      evidences: [evidence],
      osint: osint(finding),
      observables: ocsfObservables(evidence, resources),
      remediation: detector && {
        desc: detector.respond.join(' '),
        references: detector.references.map(({ url }) => url),
      },
      unmapped: unmapped(finding),
    });
  },
});

/** A finding hidden by a rule is suppressed; one closed by a person is archived. */
function statusOf({ status, closedBy }: Disposition): object {
  return closedBy?.kind === 'rule' ? { status_id: 3, status: 'Suppressed' } : STATUSES[status];
}

/** Depends on the finding alone, so that one version is always the same document, however often it is sent. */
function activityOf({ service, createdAt, updatedAt }: Finding): keyof typeof ACTIVITIES {
  if (service.archived) return 3;
  return createdAt === updatedAt ? 1 : 2;
}

/** A time in both forms of the schema: ms since the epoch, and RFC 3339 by its profile `datetime`. */
function moment<Name extends string>(name: Name, iso: string): object {
  return { [name]: Date.parse(iso), [`${name}_dt`]: iso };
}

function accountOf({ accountId }: Finding): object {
  return { uid: accountId, type_id: 10, type: 'AWS Account' };
}

function metadataOf({ id, updatedAt, schemaVersion, service }: Finding): object {
  return {
    version: OCSF_VERSION,
    profiles: ['cloud', 'datetime', 'osint'],
    // One for each version: it identifies a document that arrives twice.
    uid: `${id}/${updatedAt}`,
    ...moment('modified_time', updatedAt),
    log_version: schemaVersion,
    product: { name: 'Vedette', vendor_name: 'Vedette', uid: service.detectorId },
  };
}

function findingInfo(finding: Finding, detector: DetectorFacts): object {
  const { type, service } = finding;
  const learned = type.includes('AnomalousBehavior');
  return {
    uid: finding.arn,
    uid_alt: finding.id,
    title: finding.title,
    desc: descriptionOf(finding),
    types: [type],
    ...moment('created_time', finding.createdAt),
    ...moment('modified_time', finding.updatedAt),
    ...moment('first_seen_time', service.eventFirstSeen),
    ...moment('last_seen_time', service.eventLastSeen),
    analytic: {
      uid: type,
      name: type,
      category: type.split(':')[0],
      type_id: learned ? 2 : 1,
      type: learned ? 'Behavioral' : 'Rule',
    },
    attacks: ocsfAttacks(detector),
    src_url: detector?.references[0]?.url,
  };
}

/** The lists that contain the remote end. */
function osint({ service }: Finding): readonly object[] {
  const { kind, details } = kindOf(ACTION_KINDS, service.action);
  const { address, domain } = kind.remote(details);
  const value = address ?? domain;
  if (value === undefined) return [];
  const type = domain === undefined ? { type_id: 1, type: 'IP Address' } : { type_id: 2, type: 'Domain' };
  return service.evidence.threatIntelligenceDetails.map(({ threatListName, threatNames }) => ({
    value,
    ...type,
    vendor_name: threatListName,
    labels: threatNames,
  }));
}

function unmapped({ severity, service, partition }: Finding): object {
  const { action, additionalInfo, evidence, resourceRole } = service;
  return { severity, partition, resourceRole, action, additionalInfo, evidence };
}
