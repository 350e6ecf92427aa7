import type { Finding } from '#services/model/finding.ts';

/**
 * A finding of which only the outline was read. Access to what it lacks throws at once: if that were merely absent, it
 * would be shown as empty.
 */
export function guarded(finding: Finding): Finding {
  return over(LACKING, {
    ...finding,
    service: over(LACKING_IN_SERVICE, finding.service),
    resource: over(LACKING_IN_RESOURCE, finding.resource),
  });
}

/** An object with its own members, and the members of another one where it has none itself. */
function over<Own extends object>(prototype: object, own: Own): Own {
  return { __proto__: prototype, ...own };
}

function lacking(members: readonly string[]): object {
  return Object.defineProperties(
    {},
    Object.fromEntries(
      members.map((member) => {
        const get = () => {
          throw new Error(
            `"${member}" is not in a finding's outline: the field that reads it must not declare IN_OUTLINE.`,
          );
        };
        return [member, { get }];
      }),
    ),
  );
}

const LACKING = lacking(['schemaVersion', 'arn', 'partition']);
const LACKING_IN_SERVICE = lacking(['action', 'additionalInfo', 'evidence', 'serviceName', 'detectorId']);
const LACKING_IN_RESOURCE = lacking(['further']);
