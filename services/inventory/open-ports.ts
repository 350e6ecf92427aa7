import type { OpenPorts, PortRange } from '#services/model/open-ports.ts';
import type { NetworkInterfaceDetails } from '#services/resources/instance.ts';
import type { InterfaceOwner } from '#services/resources/kits/interface-owner.ts';

/** Where others can open conversations with an interface, as far as its details show it. */
export function openPortsOf({ owner, admits }: NetworkInterfaceDetails): OpenPorts | undefined {
  if (owner !== undefined) return byOwner(owner);
  return admits && { fromOutside: admits, by: 'groups' };
}

const NONE: readonly PortRange[] = [];
const ALL: readonly PortRange[] = [6, 17].map((protocol) => ({ protocol, from: 0, to: 65535 }));

/**
 * Endpoints and file systems open no conversations, and functions accept none ("How AWS PrivateLink works"; "Giving
 * Lambda functions access to resources in an Amazon VPC"). A NAT gateway admits nobody from outside ("NAT gateways",
 * Amazon VPC User Guide); its ports do not tell who uses it from inside. A load balancer opens conversations only with
 * its targets, which have private addresses. What gateways between networks, control planes and other services do is
 * unknown.
 */
function byOwner({ kind, listens }: InterfaceOwner): OpenPorts | undefined {
  switch (kind) {
    case 'endpoint':
    case 'file-system':
      return { fromOutside: ALL, fromInside: ALL, by: 'owner' };
    case 'function':
      return { fromOutside: NONE, fromInside: NONE, by: 'owner' };
    case 'nat-gateway':
      return { fromOutside: NONE, by: 'owner' };
    case 'load-balancer':
      return { fromOutside: ALL, fromInside: listens, by: 'owner' };
    case 'database':
      return listens && { fromOutside: listens, fromInside: listens, by: 'owner' };
    default:
      return undefined;
  }
}
