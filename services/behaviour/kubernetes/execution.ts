import type { EksAuditRecord } from '#services/sources/eks-audit/record.ts';

/** Characters of a command that are examined. */
const COMMAND_MAX = 1000;

/**
 * The command of a request to run one in a pod: each word is a parameter of the URL ("Pod exec options", Kubernetes
 * API).
 */
export function commandIn(requestURI: string): string | undefined {
  const query = new URLSearchParams(requestURI.split('?', 2)[1] ?? '');
  return query.getAll('command').join(' ').slice(0, COMMAND_MAX) || undefined;
}

/**
 * Commands that intruders run to get further: they read tokens of the pod or credentials of its node, open a reverse
 * shell, fetch or unpack something and run it at once, mine, or break out of the container.
 */
const TELLING_COMMAND = new RegExp(
  [
    // Tokens of pods, also those that stand for a role ("EKS Pod Identities", Amazon EKS User Guide).
    String.raw`/serviceaccount/(?:token|eks-pod-identity-token)`,
    String.raw`\b169\.254\.(?:169\.254|170\.23?)\b|\bfd00:ec2::(?:254|23)\b|\b(?:curl|wget)\b.{0,200}\bAWS_CONTAINER_CREDENTIALS_`,
    String.raw`/dev/(?:tcp|udp)/|\bbash -i\b|\b(?:nc|ncat|netcat)\b.{0,80} -[a-z]*[ce]\b|\bmkfifo\b|\bsocat\b.{0,80}\bexec\b`,
    String.raw`\bpty\.spawn\b`,
    String.raw`\b(?:curl|wget)\b[^|;&]{0,200}\| ?(?:ba|da|z)?sh\b|\bbase64 (?:-d|-D|--decode)\b[^|;&]{0,200}\| ?(?:ba|da|z)?sh\b`,
    String.raw`\bnsenter\b|\bchroot /host\b|/etc/shadow\b`,
    String.raw`\bxmrig\b|\bminerd\b|\bstratum\+(?:tcp|ssl|tls)://|--donate-level\b`,
  ].join('|'),
  'i',
);

export function isTellingCommand(command: string | undefined): boolean {
  return command !== undefined && TELLING_COMMAND.test(command.slice(0, COMMAND_MAX));
}

/** Whether a command that is run in a pod is telling by itself. */
export function execFlavour({ requestURI }: Pick<EksAuditRecord, 'requestURI'>): 'telling' | undefined {
  return isTellingCommand(commandIn(requestURI)) ? 'telling' : undefined;
}

/** The name of a pod without the suffix from its controller, so ten pods of one deployment are one target. */
export function podOf({ namespace, name = '' }: Pick<EksAuditRecord, 'namespace' | 'name'>): string {
  return `${namespace ?? ''}/${name.replace(/(?:-[0-9a-z]{6,10})?-[0-9a-z]{5}$|-\d+$/, '')}`;
}
