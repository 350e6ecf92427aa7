import { ACTION_KINDS } from '#services/actions/index.ts';
import type { Action } from '#services/model/action.ts';
import { kindOf } from '#services/model/action-kind.ts';
import type { Finding } from '#services/model/finding.ts';

/** GuardDuty's action in ASFF's casing; undefined where ASFF has no such action. */
export function asffAction({ service }: Finding): object | undefined {
  const { kind, details } = kindOf(ACTION_KINDS, service.action);
  if (kind.asff === undefined) return undefined;
  const member = `${kind.member.charAt(0).toUpperCase()}${kind.member.slice(1)}`;
  return { ActionType: kind.type, [member]: kind.asff(details, service) };
}

/** The remote end of an action: an address or a domain, depending on the kind. */
export function remoteOf(action: Action) {
  const { kind, details } = kindOf(ACTION_KINDS, action);
  return kind.remote(details);
}
