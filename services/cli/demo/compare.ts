import type { Finding } from '#services/model/finding.ts';
import type { ExpectedFinding } from './simulated-organization.ts';

/** How what was found differs from what should be: a sentence each, none when all is as it should be. */
export function differences(findings: readonly Finding[], expected: readonly ExpectedFinding[]): readonly string[] {
  const found = new Set(findings.map(nameOfFinding));
  const wanted = new Set(expected.map(nameOfExpected));
  return [
    ...[...wanted.difference(found)].map((name) => `Not found: ${name}.`),
    ...[...found.difference(wanted)].map((name) => `Found, though nobody did it: ${name}.`),
  ];
}

function nameOfFinding({ type, accountId, region, resource, service }: Finding): string {
  return nameOfExpected({ type, accountId, region, resource: resource.id, role: service.resourceRole });
}

function nameOfExpected({ type, accountId, region, resource, role }: ExpectedFinding): string {
  return `${type} of ${resource} (${role.toLowerCase()}) in ${accountId}, ${region}`;
}
