import { UNTOUCHED, type Disposition } from '#services/model/disposition.ts';
import type { Finding, FindingBody } from '#services/model/finding.ts';

/**
 * A finding as everybody sees it: the part from logs, and its disposition. @param updatedAt when either changed last
 */
export function seen(body: FindingBody, disposition: Disposition, updatedAt: string): Finding {
  return { ...body, updatedAt, service: { ...body.service, archived: disposition.archived }, disposition };
}

/** A new finding, about which nobody has decided anything. */
export function opened(body: FindingBody): Finding {
  return seen(body, UNTOUCHED, body.updatedAt);
}
