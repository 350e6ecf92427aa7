import { posix } from 'node:path';
import { listIn, textIn } from '#services/sources/eks-audit/sent-object.ts';
import type { Workload } from '#services/sources/eks-audit/workload.ts';

/** Sockets of the container runtime, which can be used even when they are mounted read-only. */
const SOCKETS =
  /(?:^|[/\\])(?:docker|containerd|crio|dockershim|cri-dockerd|docker_engine|containerd-containerd)(?:\.sock)?$/;
/** Folders with a file, a socket or a program that makes its writer root on the node. */
const FOLDERS: ReadonlySet<string> = new Set([
  '/',
  '/bin',
  '/boot',
  '/dev',
  '/etc',
  '/home',
  '/home/ec2-user',
  '/lib/systemd',
  '/opt/cni/bin',
  '/proc',
  '/root',
  '/run',
  '/run/containerd',
  '/run/docker',
  '/sbin',
  '/sys',
  '/usr',
  '/usr/bin',
  '/var',
  '/var/lib',
  '/var/lib/containerd',
  '/var/lib/docker',
  '/var/lib/kubelet',
  '/var/run',
  '/var/run/containerd',
  '/var/run/docker',
]);
/** The same holds for what is below these. Much else in /etc is for every program: certificates, time zone, names. */
const BELOW =
  /^\/(?:root|etc\/(?:cni|cron|eks|kubernetes|ld\.so|pam|passwd|profile|rc|shadow|ssh|sudoers|systemd)[^/]*)(?:\/|$)/;

/**
 * Paths of the node that lead out of containers: those that a workload mounts into its own, and the one that a volume
 * offers to any that claim it.
 */
export function nodePathsOf({
  containers,
  hostPaths,
  claimable = '',
}: Pick<Workload, 'containers' | 'hostPaths' | 'claimable'>): readonly string[] {
  const mounted = containers.flatMap((container) =>
    listIn(container, 'volumeMounts').flatMap((mount) => {
      const path = normal(hostPaths.get(textIn(mount, 'name') ?? '') ?? '');
      return leadsOut(path, mount['readOnly'] === true) ? [path] : [];
    }),
  );
  const offered = normal(claimable);
  return [...new Set([...mounted, ...(leadsOut(offered, false) ? [offered] : [])])];
}

function leadsOut(path: string, isReadOnly: boolean): boolean {
  return isSocket(path) || (!isReadOnly && (FOLDERS.has(path) || BELOW.test(path)));
}

function isSocket(path: string): boolean {
  return (path.endsWith('.sock') || path.startsWith('\\\\.\\pipe\\')) && SOCKETS.test(path);
}

/** The path as the node reads it. */
function normal(path: string): string {
  return posix.normalize(path).replace(/(?<=.)\/$/, '');
}
