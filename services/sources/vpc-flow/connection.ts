import type { NetworkConnectionAction } from '#services/actions/network-connection.ts';
import type { Action } from '#services/model/action.ts';
import type { Look } from '#services/model/look.ts';
import { ipDetails } from '../address.ts';
import { remoteIpDetails } from '../remote-ip.ts';
import { portName, protocolName } from './ports.ts';
import type { VpcFlowRecord } from './record.ts';

/**
 * The connection in the format of GuardDuty's `networkConnectionAction`: its direction depends on which end opened it.
 */
export function connection(record: VpcFlowRecord, { intel }: Pick<Look, 'intel'>): Action {
  const { local, localPort, remote, remotePort, protocol, action, interface_id } = record;
  return {
    actionType: 'NETWORK_CONNECTION',
    networkConnectionAction: {
      connectionDirection: DIRECTION[record.initiator],
      protocol: protocolName(protocol),
      blocked: action === 'REJECT',
      localPortDetails: { port: localPort, portName: portName(localPort) },
      remotePortDetails: { port: remotePort, portName: portName(remotePort) },
      localIpDetails: ipDetails(local),
      ...(interface_id !== undefined && { localNetworkInterface: interface_id }),
      remoteIpDetails: remoteIpDetails(remote, intel),
    },
  };
}

/** The same in the format of GuardDuty's `portProbeAction`. */
export function portProbe(record: VpcFlowRecord, { intel }: Pick<Look, 'intel'>): Action {
  const { local, localPort, remote, action } = record;
  const probe = {
    localPortDetails: { port: localPort, portName: portName(localPort) },
    localIpDetails: ipDetails(local),
    remoteIpDetails: remoteIpDetails(remote, intel),
  };
  return {
    actionType: 'PORT_PROBE',
    portProbeAction: { blocked: action === 'REJECT', portProbeDetails: [probe] },
  };
}

const DIRECTION: Record<VpcFlowRecord['initiator'], NetworkConnectionAction['connectionDirection']> = {
  local: 'OUTBOUND',
  remote: 'INBOUND',
  'likely-local': 'OUTBOUND',
  'likely-remote': 'INBOUND',
  unknown: 'UNKNOWN',
};
