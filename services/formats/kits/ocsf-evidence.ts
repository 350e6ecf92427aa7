import { ACTION_KINDS } from '#services/actions/index.ts';
import { kindOf } from '#services/model/action-kind.ts';
import type { Finding } from '#services/model/finding.ts';
import type { OcsfAction, OcsfEndpoint, OcsfResource, OcsfUser } from '#services/model/ocsf.ts';
import { detailsOf } from '#services/model/resource-kind.ts';
import { RESOURCE_KINDS } from '#services/resources/index.ts';

/** A member of OCSF's `evidences`. */
export interface OcsfEvidence extends Omit<OcsfAction, 'local' | 'user' | 'src_endpoint' | 'dst_endpoint'> {
  readonly src_endpoint: OcsfEndpoint | undefined;
  readonly dst_endpoint: OcsfEndpoint | undefined;
  readonly actor?: { readonly user: OcsfUser & { readonly account: object } };
}

/** The action, the identity that acted, and both ends: from the action, completed by the finding's resource. */
export function ocsfEvidence({ resource, service, accountId }: Finding): OcsfEvidence {
  const { kind, details } = kindOf(ACTION_KINDS, service.action);
  const { local, user, ...evidence } = kind.ocsf(details);
  const facts = RESOURCE_KINDS.flatMap((each) => detailsOf(each, resource).map((told) => each.ocsf(told)));
  const endpoint = firstOf(facts, 'endpoint');
  const who = user ?? firstOf(facts, 'user');
  const account = { uid: accountId, type_id: 10, type: 'AWS Account' };
  const ends = { src_endpoint: evidence.src_endpoint, dst_endpoint: evidence.dst_endpoint };
  if (local !== undefined) ends[local] = { ...endpoint, ...present(evidence[local]) };
  return {
    ...evidence,
    src_endpoint: named(ends.src_endpoint),
    dst_endpoint: named(ends.dst_endpoint),
    ...(who && { actor: { user: { ...who, account } } }),
  };
}

/** The schema rejects an end without any identifying member. */
function named(end: OcsfEndpoint = {}): OcsfEndpoint | undefined {
  return (end.ip ?? end.svc_name ?? end.instance_uid ?? end.interface_uid) === undefined ? undefined : end;
}

function firstOf<Name extends keyof OcsfResource>(
  facts: readonly OcsfResource[],
  name: Name,
): OcsfResource[Name] | undefined {
  return facts.find((each) => each[name] !== undefined)?.[name];
}

/** The object without absent members: they must not hide those of another in a spread. */
function present(value: object = {}): object {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}
