import { expect, test } from 'vitest';
import asff from '#services/formats/asff.ts';
import guardduty from '#services/formats/guardduty.ts';
import ocsf from '#services/formats/ocsf.ts';
import { described, namedBy } from '#services/inventory/describe.ts';
import { FactBook } from '#services/inventory/fact-book.ts';
import type { DetectorFacts } from '#services/model/document.ts';
import type { Finding } from '#services/model/finding.ts';
import { imported } from '#services/sinks/security-hub.ts';
import { asffProblems } from '../formats/asff-limits.ts';
import { AUTOMATED_RESPONSE } from '../formats/automated-response.ts';
import { botocoreProblems } from '../formats/botocore.ts';
import { eventProblems } from '../formats/guardduty-event.ts';
import { ocsfProblems } from '../formats/ocsf-schema.ts';
import { DETAILS } from '../rooms/inventory/launch.ts';

/** A finding that an example leads to, and what its detector adds to documents. */
export interface FindingOfExample {
  /** The detector's type and the name of the example. */
  readonly name: string;
  readonly finding: Finding;
  readonly facts: DetectorFacts;
}

/**
 * Tests what formats promise, with the findings of all examples. `format.test.ts` tests the same with hostile and rich
 * findings.
 */
export function keepsToFormats(examples: readonly FindingOfExample[]): void {
  /** What is wrong with documents of the examples, by their names. */
  const wrong = (problemsOf: (example: FindingOfExample) => readonly string[]) =>
    examples.flatMap((example) => problemsOf(example).map((problem) => `${example.name}: ${problem}`));

  test.each([
    ['asff', asff],
    ['guardduty', guardduty],
  ] as const)('%s validates against the AWS service model', (name, format) => {
    const problems = botocoreProblems(
      name,
      examples.map(({ finding, facts }) => format.render(finding, facts)),
    );
    // Undefined where the service model is not on this machine: the tests of the formats say so.
    expect(problems?.flat() ?? []).toEqual([]);
  });

  test('asff is within every limit', () => {
    expect(wrong(({ finding, facts }) => asffProblems(imported(asff.render(finding, facts))))).toEqual([]);
  });

  test('asff says at the top what readers of files look for there', () => {
    for (const { name, finding, facts } of examples)
      expect({ name, ...asff.render(finding, facts) }).toMatchObject({
        name,
        Severity: {
          Label: expect.stringMatching(/^(LOW|MEDIUM|HIGH|CRITICAL)$/),
          Original: finding.severity.toFixed(1),
        },
        Types: [facts?.asff],
        SourceUrl: expect.stringMatching(/^https:/),
      });
  });

  test('guardduty is an event as GuardDuty’s, and names the instance where there is one', () => {
    expect(wrong(({ finding, facts }) => eventProblems(guardduty.render(finding, facts)))).toEqual([]);
    const ofInstances = examples.filter(({ finding }) => finding.resource.id.startsWith('i-'));
    expect(ofInstances.length).toBeGreaterThan(20);
    for (const { name, finding, facts } of ofInstances)
      expect({ name, ...JSON.parse(JSON.stringify(guardduty.render(finding, facts))) }).toHaveProperty(
        'resource.instanceDetails.instanceId',
        finding.resource.id,
      );
  });

  test('guardduty of a known instance has all that automated response asks for', () => {
    const ofInstances = examples.filter(
      ({ finding }) => finding.resource.instanceDetails?.instanceId?.startsWith('i-') === true,
    );
    expect(ofInstances.length).toBeGreaterThan(50);
    for (const { name, finding } of ofInstances) {
      const { error } = AUTOMATED_RESPONSE.safeParse(guardduty.render(known(finding), undefined));
      expect({ name, error }).toEqual({ name, error: undefined });
    }
  });

  test('ocsf keeps to the published schema', () => {
    expect(wrong(({ finding, facts }) => ocsfProblems(ocsf.render(finding, facts)))).toEqual([]);
    expect(wrong(({ finding }) => ocsfProblems(ocsf.render(finding, undefined)))).toEqual([]);
  });
}

/** The finding as if the inventory described each of its instances. */
function known(finding: Finding): Finding {
  const facts = new FactBook(
    namedBy(finding).flatMap((key) =>
      key.member === 'instanceDetails' ? [{ ...key, since: 0, details: DETAILS, taughtBy: 'call' as const }] : [],
    ),
  );
  return { ...finding, resource: described(finding, facts, Date.parse(finding.service.eventLastSeen)) };
}
