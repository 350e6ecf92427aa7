import type { EksAuditRecord } from '#services/sources/eks-audit/record.ts';
import { textIn } from '#services/sources/eks-audit/sent-object.ts';
import { workloadOf, type Workload } from '#services/sources/eks-audit/workload.ts';
import type { Plain } from '#services/sources/plain.ts';
import { isTellingCommand } from './execution.ts';
import { nodePathsOf } from './node-paths.ts';

/** Registries of images, the most used first. The first that suits is taken. */
const REGISTRIES: readonly (readonly [name: string, suits: RegExp])[] = [
  ['ecr', /^\d{12}\.dkr\.ecr[.-]/],
  ['registry.k8s.io', /^(?:registry\.k8s\.io|k8s\.gcr\.io)\//],
  ['public.ecr.aws', /^public\.ecr\.aws\//],
  ['quay.io', /^quay\.io\//],
  ['ghcr.io', /^ghcr\.io\//],
  ['gcr.io', /^(?:[\w-]+\.)?(?:gcr\.io|pkg\.dev)\//],
  // The first part of a name is a host if it looks like one ("Image names", Docker).
  ['docker.io', /^(?:docker\.io\/|(?:[^/.:]+\/)?[^/]+$|[^/.:]+\/)/],
];

/** Images made for attacks, or for mining. */
const TELLING_IMAGE =
  /(?:^|\/)(?:kalilinux|metasploitframework|parrotsec|xmrig|cpuminer(?:-\w+)?|ethminer|nbminer|lolminer|(?:monero|xmr|crypto)-?miner|peirates|kdigger|botb|amicontained|kube-hunter|cdk-team|masscan|zgrab)(?:[/:@]|$)/i;

/** The most telling property of what a request runs; undefined when it runs nothing. */
export function runFlavour(record: EksAuditRecord): string | undefined {
  const workload = workloadOf(record);
  const { containers, privileged } = workload;
  if (containers.length === 0) return undefined;
  // Many agents are privileged or have paths of their node, so neither says anything of a DaemonSet.
  const isAgent = record.resource === 'daemonsets';
  if (isAgent && containers.some(isTelling)) return 'telling';
  if (privileged.length > 0) return !isAgent && getsAtNode(workload) ? 'breakout' : 'privileged';
  const paths = nodePathsOf(workload);
  if (paths.length > 0) return !isAgent && paths.includes('/') ? 'node root' : 'node path';
  if (containers.some(isTelling)) return 'telling';
  return registryOf(containers.map((container) => textIn(container, 'image') ?? ''));
}

/** Whether a privileged workload also gets at the node: its processes, its disk, or by an attack tool. */
function getsAtNode({ spec, containers, ...rest }: Workload): boolean {
  return spec['hostPID'] === true || nodePathsOf({ containers, ...rest }).includes('/') || containers.some(isTelling);
}

/** Whether a container has an image made for attacks, or a command as intruders use. */
export function isTelling(container: Plain): boolean {
  return (
    TELLING_IMAGE.test(textIn(container, 'image') ?? '') ||
    isTellingCommand(words(container['command'], container['args']))
  );
}

function words(...lists: readonly unknown[]): string {
  return lists
    .flatMap((list) => (Array.isArray(list) ? list.filter((word) => typeof word === 'string') : []))
    .join(' ');
}

/** The least used registry of several images. */
function registryOf(images: readonly string[]): string {
  const ranks = images.map((image) => {
    const rank = REGISTRIES.findIndex(([, suits]) => suits.test(image));
    return rank === -1 ? REGISTRIES.length : rank;
  });
  return REGISTRIES[Math.max(...ranks)]?.[0] ?? 'another registry';
}
