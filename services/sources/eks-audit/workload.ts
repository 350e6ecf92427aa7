import type { Plain } from '../plain.ts';
import type { EksAuditRecord } from './record.ts';
import { listIn, memberOf, sentObject, textIn } from './sent-object.ts';

/** Path of the pod description in the objects that create pods. */
const POD_SPEC: Readonly<Record<string, string>> = {
  pods: 'spec',
  deployments: 'spec.template.spec',
  daemonsets: 'spec.template.spec',
  statefulsets: 'spec.template.spec',
  replicasets: 'spec.template.spec',
  replicationcontrollers: 'spec.template.spec',
  jobs: 'spec.template.spec',
  cronjobs: 'spec.jobTemplate.spec.template.spec',
};

/**
 * Calls that define what runs. A pod's permissions cannot be changed later, but its images can, and a container can be
 * added. Who applies a pod on the server patches it, also to create it.
 */
export const WORKLOAD_CALLS = [
  'create pods',
  'patch pods',
  'update pods/ephemeralcontainers',
  'patch pods/ephemeralcontainers',
  ...Object.keys(POD_SPEC)
    .filter((resource) => resource !== 'pods')
    .flatMap((resource) => ['create', 'update', 'patch'].map((verb) => `${verb} ${resource}`)),
];

/** Calls that define a volume that workloads can claim. It cannot be changed later, so a patch creates it. */
export const VOLUME_CALLS = ['create persistentvolumes', 'patch persistentvolumes'];

/** The workload that a request describes, or the volume. */
export interface Workload {
  readonly name: string | undefined;
  /** The description of its pods. */
  readonly spec: Plain;
  readonly containers: readonly Plain[];
  /** Those of its containers that have the permissions of root on their node. */
  readonly privileged: readonly Plain[];
  /** Paths of the host that pods can access, by the name of the volume. */
  readonly hostPaths: ReadonlyMap<string, string>;
  /** The path of the host that the volume leads to, for a volume that workloads can claim. */
  readonly claimable: string | undefined;
}

type Requested = Pick<EksAuditRecord, 'resource' | 'namespace' | 'name' | 'requestObject'>;

/** The workload as far as the request contains it: a patch contains only the changes. */
export function workloadOf(record: Requested): Workload {
  const sent = sentObject(record);
  const spec = memberOf(sent, POD_SPEC[record.resource ?? ''] ?? 'spec');
  const containers = ['initContainers', 'containers', 'ephemeralContainers'].flatMap((kind) => listIn(spec, kind));
  const privileged = containers.filter((container) => isPrivileged(container, spec));
  const volumes = listIn(spec, 'volumes');
  const name = record.name ?? textIn(sent, 'metadata.name') ?? textIn(sent, 'metadata.generateName');
  const hostPaths = new Map(
    volumes.flatMap((volume) => {
      const path = textIn(volume, 'hostPath.path');
      return path === undefined ? [] : [[textIn(volume, 'name') ?? '', path] as const];
    }),
  );
  return { name, spec, containers, privileged, hostPaths, claimable: claimableIn(record, spec) };
}

/** ("PersistentVolume", Kubernetes API) */
function claimableIn({ resource }: Requested, spec: Plain): string | undefined {
  return resource === 'persistentvolumes' ? (textIn(spec, 'hostPath.path') ?? textIn(spec, 'local.path')) : undefined;
}

/**
 * Whether a container has the permissions of root on its node ("Pod Security Standards"). On Windows, its pod can say so
 * for all containers that do not say it themselves ("Create a Windows HostProcess Pod").
 */
function isPrivileged(container: Plain, pod: Plain): boolean {
  const privileged = memberOf(container, 'securityContext')['privileged'];
  return privileged === true || (hostProcessOf(container) ?? hostProcessOf(pod)) === true;
}

function hostProcessOf(described: Plain): unknown {
  return memberOf(described, 'securityContext.windowsOptions')['hostProcess'];
}
