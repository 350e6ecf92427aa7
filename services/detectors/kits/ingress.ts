import { enumerated } from './wording.ts';
import type { CloudTrailRecord, Parameters } from '#services/sources/cloudtrail/record.ts';
import type { Plain } from '#services/sources/plain.ts';
import { addressSet, isBroad, union, type AddressSet } from './address-set.ts';
import { listed, listedObjects, listedTexts, member, numberOf, textOf } from './parameters.ts';

/** Traffic that a request lets in: ports of a protocol, from ranges of addresses. */
interface Opening {
  /** `-1` stands for all. */
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
  readonly addresses: AddressSet;
}

/**
 * Those of the given ports that a request opens to more of the Internet than one network, all its ranges taken
 * together.
 */
export function openedToInternet(
  call: Pick<CloudTrailRecord, 'eventName' | 'requestParameters'>,
  ports: readonly number[],
): readonly number[] {
  const openings = openingsOf(call);
  return ports.filter((port) =>
    isBroad(union(openings.filter((one) => isForPort(one, port)).map(({ addresses }) => addresses))),
  );
}

/** The security group whose rules a request changes. */
export function securityGroupOf(parameters: Parameters): string | undefined {
  return (
    textOf(parameters['groupId']) ??
    textOf(parameters['groupName']) ??
    textOf(member(parameters, 'ModifySecurityGroupRulesRequest', 'GroupId'))
  );
}

/** Whether a rule covers a TCP port. The protocol may be a number: `6` is TCP ("IpPermission"). */
function isForPort({ protocol, from, to }: Opening, port: number): boolean {
  return ['tcp', '6', '-1', 'all'].includes(protocol) && from <= port && port <= to;
}

function openingsOf({
  eventName,
  requestParameters: parameters = {},
}: Pick<CloudTrailRecord, 'eventName' | 'requestParameters'>): readonly Opening[] {
  if (eventName === 'ModifySecurityGroupRules') return changedRules(parameters);
  const permissions = listedObjects(parameters['ipPermissions']).map((permission) =>
    opening(permission, [
      ...rangesOf(permission['ipRanges'], 'cidrIp'),
      ...rangesOf(permission['ipv6Ranges'], 'cidrIpv6'),
    ]),
  );
  // The older form has one rule among the parameters themselves.
  const flat = textOf(parameters['cidrIp']);
  return flat === undefined ? permissions : [...permissions, opening(parameters, [flat])];
}

/**
 * The rules that a request puts in place of others. It does not say whether a rule is for incoming or outgoing traffic:
 * a rule for all protocols is usually the one that every group has for outgoing traffic, and so it opens nothing here.
 */
function changedRules(parameters: Parameters): readonly Opening[] {
  const request = member(parameters, 'ModifySecurityGroupRulesRequest') ?? parameters;
  const updates = listedObjects(member(request, 'SecurityGroupRule') ?? member(request, 'securityGroupRules'));
  return updates.flatMap((update) => {
    const rule = member(update, 'SecurityGroupRule') ?? member(update, 'securityGroupRule');
    return listedObjects(rule)
      .map((one) => opening(one, listedTexts([one['CidrIpv4'] ?? one['cidrIpv4'], one['CidrIpv6'] ?? one['cidrIpv6']])))
      .filter(({ protocol }) => protocol !== '-1');
  });
}

function opening(rule: Plain, ranges: readonly string[]): Opening {
  const given = rule['ipProtocol'] ?? rule['IpProtocol'] ?? '-1';
  // An object may have a member `toString` that is no function.
  const protocol = typeof given === 'object' ? '' : String(given).toLowerCase();
  const from = numberOf(rule['fromPort'] ?? rule['FromPort']);
  const to = numberOf(rule['toPort'] ?? rule['ToPort']);
  const isForAll = protocol === '-1' || from === undefined || from < 0;
  return { protocol, from: isForAll ? 0 : from, to: isForAll ? PORT_MAX : (to ?? from), addresses: addressSet(ranges) };
}

const PORT_MAX = 65_535;

function rangesOf(ranges: unknown, name: string): readonly string[] {
  return listed(ranges).flatMap((range) => textOf(member(range, name)) ?? textOf(range) ?? []);
}

/** Says which of the ports a call opened, by their names; undefined where it opened none. */
export function openedAmong(ports: Readonly<Record<number, string>>, record: CloudTrailRecord): string | undefined {
  const opened = openedToInternet(record, Object.keys(ports).map(Number));
  const names = opened.map((port) => `${ports[port]} (port ${port})`);
  return opened.length === 0
    ? undefined
    : `opened ${enumerated(names)} to the Internet in security group ${securityGroupOf(record.requestParameters ?? {}) ?? '(not named)'}`;
}
