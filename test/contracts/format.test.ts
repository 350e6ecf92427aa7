import { describe, expect, test } from 'vitest';
import asff from '#services/formats/asff.ts';
import guardduty from '#services/formats/guardduty.ts';
import { FORMAT_NAMES } from '#services/model/document.ts';
import { asffProblems } from '../formats/asff-limits.ts';
import { botocoreProblems } from '../formats/botocore.ts';
import { FINDINGS, HOSTILE_FINDINGS } from '../formats/findings.ts';

const FORMATS = [guardduty, asff];
const FACTS = {
  asff: 'TTPs/Initial Access/UnauthorizedAccess:EC2-SSHBruteForce',
  respond: ['Look at the instance. '.repeat(40)],
};

test('every format name has its format', () => {
  expect(FORMATS.map(({ name }) => name).toSorted()).toEqual(FORMAT_NAMES.toSorted());
});

describe.each(FORMATS)('$name', (format) => {
  const documents = FINDINGS.flatMap((finding) => [format.render(finding, undefined), format.render(finding, FACTS)]);

  test('renders the same finding to the same bytes and leaves the finding alone', () => {
    const before = JSON.stringify(FINDINGS);
    const again = FINDINGS.flatMap((finding) => [format.render(finding, undefined), format.render(finding, FACTS)]);
    expect(JSON.stringify(again)).toBe(JSON.stringify(documents));
    expect(JSON.stringify(FINDINGS)).toBe(before);
  });

  test('validates against the AWS service model', ({ skip }) => {
    const hostile = HOSTILE_FINDINGS.map((finding) => format.render(finding, FACTS));
    const problems = botocoreProblems(format.name, [...documents, ...hostile]);
    if (problems === undefined) return skip('botocore is not on this machine');
    expect(problems.flat()).toEqual([]);
  });
});

describe('asff', () => {
  test.each(FINDINGS.map((finding) => [finding.type, finding] as const))('%s is within every limit', (_, finding) => {
    expect(asffProblems(asff.render(finding, undefined))).toEqual([]);
    expect(asffProblems(asff.render(finding, FACTS))).toEqual([]);
  });

  test('hostile texts leave every limit kept', () => {
    expect(HOSTILE_FINDINGS.flatMap((finding) => asffProblems(asff.render(finding, FACTS)))).toEqual([]);
  });
});
