import { anomalyIn } from '#services/model/anomaly.ts';
import type { Finding } from '#services/model/finding.ts';
import type { ExpectedFinding } from './simulated-organization.ts';

/**
 * The differences between actual and expected findings, one sentence each; none when they agree. An attacker's day is
 * also unusual for an identity, or for a role that it took, but whether that is found depends on everything else that the identity does: such
 * findings are neither required nor wrong.
 */
export function differences(findings: readonly Finding[], expected: readonly ExpectedFinding[]): readonly string[] {
  const wanted = new Set(expected.map(nameOfExpected));
  const attackers = new Set(
    findings
      .filter((finding) => wanted.has(nameOfFinding(finding)))
      .flatMap((finding) => [...actorOf(finding), ...rolesOf(finding)]),
  );
  const isOfAttacker = (finding: Finding): boolean =>
    anomalyIn(finding.service.additionalInfo) !== undefined && actorOf(finding).some((actor) => attackers.has(actor));
  const found = new Set(
    findings.filter((finding) => wanted.has(nameOfFinding(finding)) || !isOfAttacker(finding)).map(nameOfFinding),
  );
  return [
    ...[...wanted.difference(found)].map((name) => `Not found: ${name}.`),
    ...[...found.difference(wanted)].map((name) => `Found without an attack: ${name}.`),
  ];
}

function actorOf({ accountId, resource }: Finding): readonly string[] {
  return [resource, ...(resource.further ?? [])]
    .flatMap(({ accessKeyDetails, kubernetesDetails }) => [
      accessKeyDetails?.userName,
      kubernetesDetails?.kubernetesUserDetails?.username,
    ])
    .flatMap((name) => (name === undefined ? [] : [`${accountId} ${name}`]));
}

/** Roles that the actor took. Only the words of a finding name them. */
function rolesOf({ accountId, description }: Finding): readonly string[] {
  return Array.from(description.matchAll(/:assumed-role\/([^/]+)\//g), ([, role]) => `${accountId} ${role}`);
}

function nameOfFinding({ type, accountId, region, resource, service }: Finding): string {
  return nameOfExpected({ type, accountId, region, resource: resource.id, role: service.resourceRole });
}

function nameOfExpected({ type, accountId, region, resource, role }: ExpectedFinding): string {
  return `${type} of ${resource} (${role.toLowerCase()}) in ${accountId}, ${region}`;
}
