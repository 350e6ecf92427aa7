import { describe, expect, test } from 'vitest';
import asff from '#services/formats/asff.ts';
import guardduty from '#services/formats/guardduty.ts';
import ocsf from '#services/formats/ocsf.ts';
import { imported } from '#services/sinks/security-hub.ts';
import { loadFormat } from '#services/formats.ts';
import { FORMAT_NAMES } from '#services/model/format-names.ts';
import { asffProblems } from '../formats/asff-limits.ts';
import { AUTOMATED_RESPONSE } from '../formats/automated-response.ts';
import { botocoreProblems } from '../formats/botocore.ts';
import { DESCRIBED, DESCRIBED_FINDINGS } from '../formats/described-findings.ts';
import { FINDINGS as PLAIN_FINDINGS, SSH_BRUTE_FORCE } from '../formats/findings.ts';
import { HOSTILE_FINDINGS } from '../formats/hostile-findings.ts';
import { ocsfProblems } from '../formats/ocsf-schema.ts';

const FINDINGS = [...PLAIN_FINDINGS, ...DESCRIBED_FINDINGS];
const FORMATS = await Promise.all(FORMAT_NAMES.map(async (name) => ({ name, ...(await loadFormat(name)) })));
const FACTS = {
  asff: 'TTPs/Initial Access/UnauthorizedAccess:EC2-SSHBruteForce',
  attack: ['T1110.001', 'T1021'],
  respond: ['Look at the instance. '.repeat(40)],
  references: [{ title: 'A page', url: 'https://docs.example/page' }],
};

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
    const problems = botocoreProblems(format.name, [...documents, ...hostile]);
    if (problems === undefined) return skip('botocore is not on this machine');
    expect(problems.flat()).toEqual([]);
  });
});

describe('asff', () => {
  test.each(FINDINGS.map((finding) => [finding.type, finding] as const))('%s is within every limit', (_, finding) => {
    expect(asffProblems(imported(asff.render(finding, undefined)))).toEqual([]);
    expect(asffProblems(imported(asff.render(finding, FACTS)))).toEqual([]);
  });

  test('hostile texts leave every limit kept', () => {
    expect(HOSTILE_FINDINGS.flatMap((finding) => asffProblems(imported(asff.render(finding, FACTS))))).toEqual([]);
  });
});

describe('guardduty', () => {
  test('a described instance has all that automated response asks for, one without its inventory has not', () => {
    expect(AUTOMATED_RESPONSE.safeParse(guardduty.render(DESCRIBED, undefined)).error).toBeUndefined();
    expect(AUTOMATED_RESPONSE.safeParse(guardduty.render(SSH_BRUTE_FORCE, undefined)).success).toBe(false);
  });
});

describe('ocsf', () => {
  test('hostile texts keep to the published schema', () => {
    expect(HOSTILE_FINDINGS.flatMap((finding) => ocsfProblems(ocsf.render(finding, FACTS)))).toEqual([]);
  });
});
