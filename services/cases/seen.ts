import { UNTOUCHED, type Disposition } from '#services/model/disposition.ts';
import type { Finding, FindingBody } from '#services/model/finding.ts';

/** A finding as everybody sees it: what logs tell, and what was made of that. @param updatedAt when either changed last */
export function seen(body: FindingBody, disposition: Disposition, updatedAt: string): Finding {
  return { ...body, updatedAt, service: { ...body.service, archived: disposition.archived }, disposition };
}

/** A finding that was just made, about which nobody has said anything. */
export function opened(body: FindingBody): Finding {
  return seen(body, UNTOUCHED, body.updatedAt);
}
