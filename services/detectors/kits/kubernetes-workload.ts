import type { KubernetesWorkloadDetails } from '#services/resources/kubernetes.ts';
import type { EksAuditRecord } from '#services/sources/eks-audit/record.ts';
import { listIn, textIn } from '#services/sources/eks-audit/sent-object.ts';
import { workloadOf } from '#services/sources/eks-audit/workload.ts';
import type { Plain } from '#services/sources/plain.ts';

type Requested = Pick<EksAuditRecord, 'resource' | 'namespace' | 'name' | 'requestObject'>;

const SHOWN_MAX = 20;

/** The workload that a request wants to run, as findings show it. */
export function workloadDetails(record: Requested): KubernetesWorkloadDetails {
  const { resource, namespace } = record;
  const { name, spec, containers, privileged, hostPaths, claimable } = workloadOf(record);
  const { hostNetwork, hostIPC, hostPID } = spec;
  const serviceAccountName = textIn(spec, 'serviceAccountName');
  return {
    ...(name !== undefined && { name }),
    ...(resource !== undefined && { type: resource }),
    ...(namespace !== undefined && { namespace }),
    ...(hostNetwork === true && { hostNetwork }),
    ...(hostIPC === true && { hostIPC }),
    ...(hostPID === true && { hostPID }),
    ...(serviceAccountName !== undefined && { serviceAccountName }),
    containers: containers.slice(0, SHOWN_MAX).map((container) => ({
      ...containerOf(container),
      securityContext: { privileged: privileged.includes(container) },
    })),
    volumes: [...hostPaths, ...(claimable === undefined ? [] : [[name ?? '', claimable] as const])]
      .map(([volume, path]) => ({ name: volume, hostPath: { path } }))
      .slice(0, SHOWN_MAX),
  };
}

function containerOf(container: Plain) {
  const [name, image] = [textIn(container, 'name'), textIn(container, 'image')];
  const mounts = listIn(container, 'volumeMounts').slice(0, SHOWN_MAX);
  return {
    ...(name !== undefined && { name }),
    ...(image !== undefined && { image }),
    volumeMounts: mounts.map((mount) => {
      const [volume, mountPath] = [textIn(mount, 'name'), textIn(mount, 'mountPath')];
      return { ...(volume !== undefined && { name: volume }), ...(mountPath !== undefined && { mountPath }) };
    }),
  };
}
