import { enumerated } from './wording.ts';
import type { CloudTrailRecord, Parameters } from '#services/sources/cloudtrail/record.ts';
import type { Plain } from '#services/sources/plain.ts';
import { addressSet, isBroad } from './address-set.ts';
import { listed, listedObjects, listedTexts, member, numberOf, textOf } from './parameters.ts';

/** What a request lets in: ports of a protocol, from ranges of addresses. */
interface Opening {
  /** `-1` stands for all. */
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
  readonly ranges: readonly string[];
}

/** The ports of those asked for that a request opens to more of the Internet than one network: all its ranges together. */
export function openedToInternet(
  call: Pick<CloudTrailRecord, 'eventName' | 'requestParameters'>,
  ports: readonly number[],
): readonly number[] {
  const openings = openingsOf(call);
  return ports.filter((port) =>
    isBroad(addressSet(openings.filter((one) => isForPort(one, port)).flatMap(({ ranges }) => ranges))),
  );
}

/** The group whose rules a request changes. */
export function securityGroupOf(parameters: Parameters): string | undefined {
  return (
    textOf(parameters['groupId']) ??
    textOf(parameters['groupName']) ??
    textOf(member(parameters, 'ModifySecurityGroupRulesRequest', 'GroupId'))
  );
}

/** By number as well: `6` is TCP ("IpPermission"). */
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
  // The older form holds one rule among the parameters themselves.
  const flat = textOf(parameters['cidrIp']);
  return flat === undefined ? permissions : [...permissions, opening(parameters, [flat])];
}

/**
 * The rules that a request replaces. It does not say whether a rule is for what comes in or what goes out: one for all
 * protocols is usually what every group has for what goes out, and so it opens nothing here.
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
  // An object may have a `toString` of its own that is none.
  const protocol = typeof given === 'object' ? '' : String(given).toLowerCase();
  const from = numberOf(rule['fromPort'] ?? rule['FromPort']);
  const to = numberOf(rule['toPort'] ?? rule['ToPort']);
  const isForAll = protocol === '-1' || from === undefined || from < 0;
  return { protocol, from: isForAll ? 0 : from, to: isForAll ? PORT_MAX : (to ?? from), ranges };
}

const PORT_MAX = 65_535;

function rangesOf(ranges: unknown, name: string): readonly string[] {
  return listed(ranges).flatMap((range) => textOf(member(range, name)) ?? textOf(range) ?? []);
}

/** What a call opened of the ports, by their names; undefined where it opened none. */
export function openedAmong(ports: Readonly<Record<number, string>>, record: CloudTrailRecord): string | undefined {
  const opened = openedToInternet(record, Object.keys(ports).map(Number));
  const names = opened.map((port) => `${ports[port]} (port ${port})`);
  return opened.length === 0
    ? undefined
    : `opened ${enumerated(names)} to the Internet in security group ${securityGroupOf(record.requestParameters ?? {}) ?? '(not named)'}`;
}
