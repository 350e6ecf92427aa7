import type { KubernetesTactic } from '#services/behaviour/kubernetes/deed-rates.ts';
import kubernetes from '#services/behaviour/profiles/kubernetes.ts';
import { defineDetector, type AnyDetector, type Example, type VaryingSeverity } from '#services/model/detector.ts';
import type { FindingType } from '#services/model/finding-type.ts';
import type { SeverityLabel } from '#services/model/severity.ts';
import type { KubernetesWorkloadDetails } from '#services/resources/kubernetes.ts';
import { eksAudit, type EksAuditRecord } from '#services/sources/eks-audit/record.ts';
import { READ_THE_PARTS, sayDay } from './anomalous-day.ts';
import { aboutIdentity, callerOf, clusterOf } from './cluster.ts';
import { KUBERNETES_REFERENCES, NO_AUDIT_LOG } from './kubernetes-references.ts';
import { isPipeline } from './kubernetes-user.ts';
import { capitalized, enumerated } from './wording.ts';

interface Options {
  readonly type: FindingType;
  readonly tactic: KubernetesTactic;
  readonly title: string;
  readonly why: string;
  readonly asks: string;
  readonly attack: readonly string[];
  readonly severity: SeverityLabel;
  /** Deeds with another severity than the rest. */
  readonly worse?: Worse;
  /** The words between the caller and `cluster prod`. */
  readonly did: string;
  /** Set where deployments do it: callers that the owner named as pipelines are then left out. */
  readonly isDeployed?: true;
  /** The workload that a request wants to run, as findings show it. */
  readonly workload?: (record: EksAuditRecord) => KubernetesWorkloadDetails;
  readonly asff: string;
  /** The steps of an analyst. */
  readonly respond: readonly string[];
  readonly blindTo: readonly string[];
  readonly falsePositives: readonly string[];
  readonly examples: { readonly fires: Stories; readonly quiet: Stories };
}

type Stories = Readonly<Record<string, () => Example>>;

interface Worse {
  readonly severity: SeverityLabel;
  /** Finishes "when …". */
  readonly when: string;
  of(record: EksAuditRecord): boolean;
}

/**
 * A detector of days on which a caller does in a cluster what intruders do, unlike this caller and others of its kind
 * before.
 */
export function defineAnomalousDeeds(options: Options): AnyDetector {
  const { tactic, severity, worse, did, isDeployed, workload, respond, blindTo, falsePositives, ...rest } = options;
  return defineDetector({
    ...rest,
    from: eksAudit(),
    and: (record, look) => isDeployed !== true || !isPipeline(record, look),
    about: (record) => aboutIdentity(record, workload?.(record)),
    learned: { profile: kubernetes, tactic },
    tally: (t) => ({
      calls: t.sample((record) => record.call),
      addresses: t.sample((record) => record.sourceIP),
      worse: t.count((record) => worse?.of(record) ?? false),
    }),
    severity: worse === undefined ? severity : varying(severity, worse),
    explain: ({ subject, tallies }) =>
      sayDay(
        `${capitalized(callerOf(subject.resource))} ${did} ${clusterOf(subject.resource)} (${enumerated(tallies.calls)}) from ${enumerated(tallies.addresses)}`,
        tallies,
      ),
    respond: [...respond, READ_THE_PARTS],
    blindTo: [
      ...blindTo,
      'An intruder who does what the identity does every day, with the same client, from the same network and in the same namespaces.',
      'Nodes, the control plane and the controllers of kube-system.',
      ...(isDeployed === true ? ['Identities that you named as pipelines.'] : []),
      NO_AUDIT_LOG,
    ],
    falsePositives: [
      ...falsePositives,
      'Somebody who starts a new task, especially in an account whose clusters have been watched for less than a week.',
    ],
    references: KUBERNETES_REFERENCES,
  });
}

function varying(usual: SeverityLabel, { severity, when }: Worse): VaryingSeverity<{ readonly worse: number }> {
  return {
    when: { [severity]: when, [usual]: 'none of that applies' },
    of: ({ tallies }) => (tallies.worse > 0 ? severity : usual),
  };
}
