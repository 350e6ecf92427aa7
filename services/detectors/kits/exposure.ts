import { addressSet, isBroad } from './address-set.ts';
import type { EksAuditRecord } from '#services/sources/eks-audit/record.ts';
import { isPlain, type Plain } from '#services/sources/plain.ts';
import { listIn, memberOf, resultingObject, sentObject, textIn } from '#services/sources/eks-audit/sent-object.ts';

/** Calls that may open something in a cluster to the Internet. */
export const EXPOSING_CALLS = ['create', 'update', 'patch'].flatMap((verb) => [
  `${verb} services`,
  `${verb} ingresses`,
]);

/** An opened service or ingress, with the names and labels that may identify it. */
export interface Exposed {
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  /** Its own name, and those of services behind it. */
  readonly names: readonly string[];
  /** Values of its labels, and of the selector that finds its pods. */
  readonly labels: readonly string[];
}

/**
 * The service or ingress that the request opened to the whole Internet by a load balancer; undefined for none. A patch
 * is judged by the resulting object where the cluster logs it, and only if it changes the spec or the annotations.
 */
export function exposedBy(
  record: Pick<EksAuditRecord, 'resource' | 'namespace' | 'name' | 'requestObject' | 'responseObject'>,
): Exposed | undefined {
  const sent = sentObject(record);
  const isDecisive = isPlain(sent['spec']) || isPlain(memberOf(sent, 'metadata')['annotations']);
  const whole = resultingObject(record);
  const isOpen = record.resource === 'services' ? isOpenService(whole) : isOpenIngress(whole);
  if (!isDecisive || !isOpen) return undefined;
  const name = record.name ?? textIn(sent, 'metadata.name');
  const labels = ['metadata.labels', 'spec.selector'].flatMap((path) => Object.values(memberOf(whole, path)));
  return {
    namespace: record.namespace,
    name,
    names: [name, ...backends(whole)].filter((each) => each !== undefined),
    labels: labels.filter((label) => typeof label === 'string'),
  };
}

/** ("Network load balancing on Amazon EKS"; "Service annotations", AWS Load Balancer Controller) */
function isOpenService(service: Plain): boolean {
  const spec = memberOf(service, 'spec');
  if (spec['type'] !== 'LoadBalancer') return false;
  const annotations = memberOf(service, 'metadata.annotations');
  const balancer = (name: string): string => String(annotations[`${SERVICE}aws-load-balancer-${name}`] ?? '');
  // The controller makes internal balancers by default; the cluster itself makes public ones.
  const isByController =
    /^(?:external|nlb-ip)$/.test(balancer('type')) ||
    /^(?:service\.k8s\.aws|eks\.amazonaws\.com)\/nlb$/.test(String(spec['loadBalancerClass'] ?? ''));
  const scheme = balancer('scheme');
  const isInternal =
    scheme === 'internal' || (scheme === '' && (isByController || !/^(?:false)?$/.test(balancer('internal'))));
  const ranges = [spec['loadBalancerSourceRanges'], annotations[`${SERVICE}load-balancer-source-ranges`]];
  return !isInternal && isForAll(ranges);
}

/** ("Application load balancing on Amazon EKS"; "Ingress annotations", AWS Load Balancer Controller) */
function isOpenIngress(ingress: Plain): boolean {
  const annotations = memberOf(ingress, 'metadata.annotations');
  // Visitors who have to sign in at the balancer do not reach the service behind it.
  const signIn = annotations[`${INGRESS}auth-type`] ?? 'none';
  return (
    annotations[`${INGRESS}scheme`] === 'internet-facing' &&
    signIn === 'none' &&
    isForAll([annotations[`${INGRESS}inbound-cidrs`]])
  );
}

const SERVICE = 'service.beta.kubernetes.io/';
const INGRESS = 'alb.ingress.kubernetes.io/';

/** Whether the ranges, in lists or separated by commas, let in more than one network. No range at all means everybody. */
function isForAll(ranges: readonly unknown[]): boolean {
  const all = ranges.flat().flatMap((range) => (typeof range === 'string' ? range.split(',') : []));
  const named = all.map((range) => range.trim()).filter((range) => range !== '');
  return named.length === 0 || isBroad(addressSet(named));
}

function backends(ingress: Plain): readonly (string | undefined)[] {
  const paths = listIn(ingress, 'spec.rules').flatMap((rule) => listIn(rule, 'http.paths'));
  return [
    textIn(ingress, 'spec.defaultBackend.service.name'),
    ...paths.map((path) => textIn(path, 'backend.service.name')),
  ];
}
