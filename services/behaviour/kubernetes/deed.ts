import { bindingOf } from '#services/sources/eks-audit/binding.ts';
import { isDryRun } from '#services/sources/eks-audit/call.ts';
import type { EksAuditRecord } from '#services/sources/eks-audit/record.ts';
import { WORKLOAD_CALLS } from '#services/sources/eks-audit/workload.ts';
import { execFlavour, podOf } from './execution.ts';
import { bindingFlavour, checkedRight, isPowerful, roleFlavour } from './rights.ts';
import { runFlavour } from './running.ts';

/** What a request does, as the days of a caller keep it: `exec`, `get secrets`, `run pods[privileged]`. */
export interface Deed {
  readonly name: string;
  /** What it is done to, where the number of targets in a day matters. */
  readonly target?: string | undefined;
}

const CHANGES = ['create', 'update', 'patch'];
const ROLE_CALLS = CHANGES.flatMap((verb) => [`${verb} roles`, `${verb} clusterroles`]);
const BINDING_CALLS = CHANGES.flatMap((verb) => [`${verb} rolebindings`, `${verb} clusterrolebindings`]);

/** Calls that may be different deeds, each with the function that reads the deed from the request. */
const READ: ReadonlyMap<string, (record: EksAuditRecord) => Deed> = new Map([
  ...['get', 'list', 'watch'].map((verb) => [`${verb} secrets`, secretsDeed] as const),
  ...['create', 'get'].map((verb) => [`${verb} pods/exec`, execDeed] as const),
  ['create selfsubjectaccessreviews', checkDeed] as const,
  ...WORKLOAD_CALLS.map((call) => [call, runDeed] as const),
  ...BINDING_CALLS.map((call) => [call, bindDeed] as const),
  ...ROLE_CALLS.map((call) => [call, roleDeed] as const),
]);

/** Whether the call alone does not determine the deed. */
export function mayVary(call: string): boolean {
  return READ.has(call);
}

export function deedOf(record: EksAuditRecord): Deed {
  const { call } = record;
  const read = READ.get(call);
  if (read !== undefined) return isDryRun(record) ? { name: `${call}[tried out]` } : read(record);
  // A path that is no resource is any text that somebody types, so it is left out.
  return { name: call.includes(' /') ? `${record.verb} a path` : call };
}

/** Helm keeps what it installed in secrets of its own, and reads all of them to list them. */
const OF_HELM = /^sh\.helm\.release\.v1\.|[?&]labelSelector=[^&]*owner(?:=|%3D){1,2}helm(?:&|%2C|,|$)/i;

function secretsDeed({ verb, name, namespace, requestURI }: EksAuditRecord): Deed {
  if (OF_HELM.test(name ?? requestURI)) return { name: `${verb} secrets[helm]` };
  if (name !== undefined) return { name: 'get secrets', target: `${namespace}/${name}` };
  // Clients list before they watch, so a watch counts as a list.
  return namespace === undefined ? { name: 'list secrets[everywhere]' } : { name: 'list secrets', target: namespace };
}

function execDeed(record: EksAuditRecord): Deed {
  const flavour = execFlavour(record);
  return { name: flavour === undefined ? 'exec' : `exec[${flavour}]`, target: podOf(record) };
}

function checkDeed(record: EksAuditRecord): Deed {
  const right = checkedRight(record);
  return right !== undefined && isPowerful(right)
    ? { name: 'check rights[powerful]', target: `${right.verb} ${right.resource}` }
    : { name: 'check rights' };
}

function runDeed(record: EksAuditRecord): Deed {
  const flavour = runFlavour(record);
  // A deployment that is scaled or started again runs nothing new.
  return { name: flavour === undefined ? record.call : `run ${record.subresource ?? record.resource}[${flavour}]` };
}

function bindDeed(record: EksAuditRecord): Deed {
  const flavour = bindingFlavour(bindingOf(record), record);
  return { name: flavour === undefined ? 'bind' : `bind[${flavour}]` };
}

function roleDeed(record: EksAuditRecord): Deed {
  const flavour = roleFlavour(record);
  return { name: flavour === undefined ? 'define role' : `define role[${flavour}]` };
}
