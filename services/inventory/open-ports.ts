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
 * Endpoints and file systems answer only, and functions only ask ("How AWS PrivateLink works"; "Giving Lambda functions
 * access to resources in an Amazon VPC"). A NAT gateway lets nobody in from outside ("NAT gateways", Amazon VPC User
 * Guide); who uses it from inside is not told by its ports. A load balancer asks its targets only, which have private
 * addresses. What a gateway between networks, a control plane or another service does is not known.
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
