import { describe, expect, test } from 'vitest';
import asff from '#services/formats/asff.ts';
import guardduty from '#services/formats/guardduty.ts';
import ocsf from '#services/formats/ocsf.ts';
import { described, namedBy } from '#services/inventory/describe.ts';
import { FactBook } from '#services/inventory/fact-book.ts';
import type { DetectorFacts } from '#services/model/document.ts';
import type { Finding } from '#services/model/finding.ts';
import { imported } from '#services/sinks/security-hub.ts';
import { loadDetectors } from '#services/detectors.ts';
import { loadFormat } from '#services/formats.ts';
import { FORMAT_NAMES } from '#services/model/format-names.ts';
import { asffProblems } from '../formats/asff-limits.ts';
import { AUTOMATED_RESPONSE } from '../formats/automated-response.ts';
import { botocoreProblems } from '../formats/botocore.ts';
import { openStories } from '../example-run.ts';
import { DESCRIBED, DESCRIBED_FINDINGS } from '../formats/described-findings.ts';
import { FINDINGS as PLAIN_FINDINGS, SSH_BRUTE_FORCE } from '../formats/findings.ts';
import { eventProblems } from '../formats/guardduty-event.ts';
import { HOSTILE_FINDINGS } from '../formats/hostile-findings.ts';
import { ocsfProblems } from '../formats/ocsf-schema.ts';
import { DETAILS } from '../rooms/inventory/launch.ts';

const FINDINGS = [...PLAIN_FINDINGS, ...DESCRIBED_FINDINGS];
const FORMATS = await Promise.all(FORMAT_NAMES.map(async (name) => ({ name, ...(await loadFormat(name)) })));
const FACTS = {
  asff: 'TTPs/Initial Access/UnauthorizedAccess:EC2-SSHBruteForce',
  attack: ['T1110.001', 'T1021'],
  respond: ['Look at the instance. '.repeat(40)],
  references: [{ title: 'A page', url: 'https://docs.example/page' }],
};

/** What every example of every detector comes to, with what its detector adds. */
const detectors = await loadDetectors();
const tell = await openStories();
const examples: readonly (readonly [string, Finding, DetectorFacts])[] = detectors.flatMap((detector) =>
  Object.entries(detector.examples.fires).flatMap(([name, example]) =>
    tell(detector.from.source, example).findings.map(
      (finding) => [`${detector.type}: ${name}`, finding, detectors.find(({ type }) => type === finding.type)] as const,
    ),
  ),
);

describe.each(FORMATS)('$name', (format) => {
  const documents = FINDINGS.flatMap((finding) => [format.render(finding, undefined), format.render(finding, FACTS)]);

  test('renders the same finding to the same bytes and leaves the finding alone', () => {
    const before = JSON.stringify(FINDINGS);
    const again = FINDINGS.flatMap((finding) => [format.render(finding, undefined), format.render(finding, FACTS)]);
    expect(JSON.stringify(again)).toBe(JSON.stringify(documents));
    expect(JSON.stringify(FINDINGS)).toBe(before);
  });

  test.skipIf(!['asff', 'guardduty'].includes(format.name))('validates against the AWS service model', ({ skip }) => {
    const hostile = HOSTILE_FINDINGS.map((finding) => format.render(finding, FACTS));
    const told = examples.map(([, finding, facts]) => format.render(finding, facts));
    const problems = botocoreProblems(format.name, [...documents, ...hostile, ...told]);
    if (problems === undefined) return skip('botocore is not on this machine');
    expect(problems.flat()).toEqual([]);
  });
});

describe('asff', () => {
  test.each(FINDINGS.map((finding) => [finding.type, finding] as const))('%s is within every limit', (_, finding) => {
    expect(asffProblems(imported(asff.render(finding, undefined)))).toEqual([]);
    expect(asffProblems(imported(asff.render(finding, FACTS)))).toEqual([]);
  });

  test.each(examples)('%s is within every limit', (_, finding, facts) => {
    expect(asffProblems(imported(asff.render(finding, facts)))).toEqual([]);
  });

  test.each(examples)('%s says at the top what readers of files look for there', (_, finding, facts) => {
    expect(asff.render(finding, facts)).toMatchObject({
      Severity: { Label: expect.stringMatching(/^(LOW|MEDIUM|HIGH|CRITICAL)$/), Original: finding.severity.toFixed(1) },
      Types: [facts?.asff],
      SourceUrl: expect.stringMatching(/^https:/),
    });
  });

  test('hostile texts leave every limit kept', () => {
    expect(HOSTILE_FINDINGS.flatMap((finding) => asffProblems(imported(asff.render(finding, FACTS))))).toEqual([]);
  });
});

describe('guardduty', () => {
  test('every example is an event as GuardDuty’s, and names the instance where there is one', () => {
    const problems = examples.flatMap(([name, finding, facts]) =>
      eventProblems(guardduty.render(finding, facts)).map((problem) => `${name}: ${problem}`),
    );
    expect(problems).toEqual([]);
    const ofInstances = examples.filter(([, { resource }]) => resource.id.startsWith('i-'));
    expect(ofInstances.length).toBeGreaterThan(20);
    expect(
      ofInstances.filter(
        ([, finding, facts]) =>
          JSON.parse(JSON.stringify(guardduty.render(finding, facts))).resource.instanceDetails?.instanceId !==
          finding.resource.id,
      ),
    ).toEqual([]);
  });
});

describe('guardduty of an instance', () => {
  const ofInstances = examples
    .map(([, finding]) => finding)
    .filter(({ resource }) => resource.instanceDetails?.instanceId?.startsWith('i-') === true);

  test('that is known has all that automated response asks for', () => {
    expect(ofInstances.length).toBeGreaterThan(50);
    const refused = ofInstances.flatMap((finding) => {
      const { error } = AUTOMATED_RESPONSE.safeParse(guardduty.render(known(finding), undefined));
      return error === undefined ? [] : [`${finding.type}: ${error.message}`];
    });
    expect(refused).toEqual([]);
    expect(AUTOMATED_RESPONSE.safeParse(guardduty.render(DESCRIBED, undefined)).error).toBeUndefined();
  });

  test('has not without the inventory', () => {
    expect(AUTOMATED_RESPONSE.safeParse(guardduty.render(SSH_BRUTE_FORCE, undefined)).success).toBe(false);
  });
});

describe('ocsf', () => {
  test.each(examples)('%s keeps to the published schema', (_, finding, facts) => {
    expect(ocsfProblems(ocsf.render(finding, facts))).toEqual([]);
    expect(ocsfProblems(ocsf.render(finding, undefined))).toEqual([]);
  });

  test('hostile texts keep to the published schema', () => {
    expect(HOSTILE_FINDINGS.flatMap((finding) => ocsfProblems(ocsf.render(finding, FACTS)))).toEqual([]);
  });
});

/** As if all instances were like one that was launched. */
function known(finding: Finding): Finding {
  const facts = new FactBook(
    namedBy(finding).flatMap((key) =>
      key.member === 'instanceDetails' ? [{ ...key, since: 0, details: DETAILS, taughtBy: 'call' as const }] : [],
    ),
  );
  return { ...finding, resource: described(finding, facts, Date.parse(finding.service.eventLastSeen)) };
}
