import { listIn, textIn } from '#services/sources/eks-audit/sent-object.ts';
import type { Workload } from '#services/sources/eks-audit/workload.ts';

/** Through these one talks to the container runtime, whether they may be written or not. */
const SOCKETS =
  /(?:^|[/\\])(?:docker|containerd|crio|dockershim|cri-dockerd|docker_engine|containerd-containerd)(?:\.sock)?$/;
/** Folders of which a file, a socket or a program makes whoever writes it root on the node. */
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
/** And what is below these, among much in /etc that every program may know: certificates, the time zone, names. */
const BELOW =
  /^\/(?:root|etc\/(?:cni|cron|eks|kubernetes|ld\.so|pam|passwd|profile|rc|shadow|ssh|sudoers|systemd)[^/]*)(?:\/|$)/;

/** The paths of its node that a workload gives to its containers and that lead out of them. */
export function nodePathsOf({ containers, hostPaths }: Pick<Workload, 'containers' | 'hostPaths'>): readonly string[] {
  const paths = containers.flatMap((container) =>
    listIn(container, 'volumeMounts').flatMap((mount) => {
      const path = normal(hostPaths.get(textIn(mount, 'name') ?? '') ?? '');
      const leadsOut = isSocket(path) || (mount['readOnly'] !== true && (FOLDERS.has(path) || BELOW.test(path)));
      return leadsOut ? [path] : [];
    }),
  );
  return [...new Set(paths)];
}

function isSocket(path: string): boolean {
  return (path.endsWith('.sock') || path.startsWith('\\\\.\\pipe\\')) && SOCKETS.test(path);
}

/** As the node reads it. */
function normal(path: string): string {
  return path.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '');
}
