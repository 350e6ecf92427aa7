import type { EksAuditRecord } from '#services/sources/eks-audit/record.ts';

/** Letters of a command that are looked at. */
const COMMAND_MAX = 1000;

/** ("Pod exec options", Kubernetes API) Each word is a parameter. */
export function commandIn(requestURI: string): string | undefined {
  const query = new URLSearchParams(requestURI.split('?', 2)[1] ?? '');
  return query.getAll('command').join(' ').slice(0, COMMAND_MAX) || undefined;
}

/**
 * What is run to get further: tokens of the pod and credentials of its node are read, a shell is opened to elsewhere,
 * something is fetched and run at once, a way out of the container is taken.
 */
const TELLING_COMMAND =
  /\/serviceaccount\/token|\b169\.254\.(?:169\.254|170\.2)\b|\/dev\/tcp\/|\bbash -i\b|\b(?:nc|ncat|netcat)\b.{0,80} -[a-z]*[ce]\b|\bmkfifo\b|\bsocat\b.{0,80}\bexec\b|\b(?:curl|wget)\b[^|;&]{0,200}\| ?(?:ba|da|z)?sh\b|\bnsenter\b|\bchroot \/host\b|\/etc\/shadow\b|\bxmrig\b|\bminerd\b/i;

export function isTellingCommand(command: string | undefined): boolean {
  return command !== undefined && TELLING_COMMAND.test(command.slice(0, COMMAND_MAX));
}

/** What a command that is run in a pod tells by itself. */
export function execFlavour({ requestURI }: Pick<EksAuditRecord, 'requestURI'>): 'telling' | undefined {
  return isTellingCommand(commandIn(requestURI)) ? 'telling' : undefined;
}

/** A pod without what its controller adds to the name: ten pods of one deployment are one thing. */
export function podOf({ namespace, name = '' }: Pick<EksAuditRecord, 'namespace' | 'name'>): string {
  return `${namespace ?? ''}/${name.replace(/(?:-[0-9a-z]{6,10})?-[0-9a-z]{5}$|-\d+$/, '')}`;
}
