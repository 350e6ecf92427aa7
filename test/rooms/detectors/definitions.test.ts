import { describe, expect, test } from 'vitest';
import { checkDetector } from '#services/detector-files.ts';
import { loadDetectors } from '#services/detectors.ts';
import { parseFindingType, pathOf } from '#services/model/finding-type.ts';
import { detectorDocs } from '../../../scripts/generate/detector-docs.ts';
import { SOURCES } from '#services/sources/index.ts';
import { scaffold } from '../../../scripts/new/scaffold.ts';

const detectors = await loadDetectors();
const pages = detectorDocs(detectors);

describe('loading', () => {
  const [detector] = detectors;
  const path = detector && pathOf(detector.type);

  test('a detector in its place is right', () => {
    expect(checkDetector(detector, path ?? '')).toBeUndefined();
  });

  test.each([
    ['nothing', undefined, 'is no detector'],
    ['a type that is none', { ...detector, type: 'Portscan' }, '"Portscan" is no finding type'],
    ['no known false positive', { ...detector, falsePositives: [] }, 'is no detector'],
    ['a setting without a reason', { ...detector, settings: { ports: { default: 5 } } }, 'is no detector'],
    ['a question that asks nothing', { ...detector, asks: 'A scan.' }, 'is no detector'],
    ['no blind spots', { ...detector, blindTo: [] }, 'is no detector'],
    ['no example that stays quiet', { ...detector, examples: { ...detector?.examples, quiet: {} } }, 'is no detector'],
    ['another type than its place says', { ...detector, type: 'Recon:EC2/Other' }, 'belongs into recon/ec2-other.ts'],
  ])('%s is wrong, and the sentence says how', (_name, definition, words) => {
    expect(checkDetector(definition, path ?? '')).toContain(words);
  });

  test('no two detectors are of one type', () => {
    expect(new Set(detectors.map(({ type }) => type)).size).toBe(detectors.length);
  });
});

test("of GuardDuty's types, those about whoever acts are one finding across Regions, all others one a Region", () => {
  const theirs = detectors.filter(({ own }) => !own);
  expect(theirs.filter(({ acrossRegions }) => acrossRegions).map(({ type }) => type)).toEqual(
    theirs
      .map(({ type }) => type)
      .filter((type) => /:(IAMUser|IAM|Organizations|SES)\/|:S3\/AnomalousBehavior/.test(type)),
  );
});

describe.each(detectors)('the page of $type', ({ type, asks, settings = {}, falsePositives, needs = [], severity }) => {
  const page = pages.get(`docs/detectors/${pathOf(type)}.md`) ?? '';

  test('asks the question in words', () => {
    expect(page).toContain(`\n> ${asks}\n`);
  });

  test('says why each setting has the default it has', () => {
    for (const [name, { because }] of Object.entries(settings)) {
      expect(page).toMatch(new RegExp(`\\| \`${name}\` +\\| [^|]+ \\| [A-Z][^|]{20,} \\|`));
      expect(page).toContain(because);
    }
  });

  test('says when it is wrong, what it needs, and when it is worse', () => {
    for (const sentence of falsePositives) expect(page).toContain(`- ${sentence}\n`);
    const need = needs.map((category) => `\`${category}\``).join(' or ');
    expect(page.includes(`| Needs a list of | ${need} `)).toBe(need !== '');
    const cases = typeof severity === 'string' ? [] : Object.values(severity.when);
    for (const when of cases) expect(page).toContain(when);
  });

  test('has no empty part', () => {
    expect(page.replace(/```[^]*```/, '')).not.toMatch(/undefined|\n## [^\n]+\n\n(?=## |$)/);
  });
});

test('the index names every detector and leads to its page', () => {
  const index = pages.get('docs/detectors/README.md') ?? '';
  for (const { type } of detectors) expect(index).toContain(`[${type}](${pathOf(type)}.md)`);
});

test.each(['Recon:EC2/Other', 'Recon:EC2/Other!DNS', 'Impact:S3/Other', 'Impact:IAMUser/Other'] as const)(
  'the scaffold of %s has all that a detector owes',
  (type) => {
    const parts = parseFindingType(type);
    const [source, ...others] = SOURCES.filter((each) => each.scaffold.suits(parts));
    expect(others).toEqual([]);
    const text = scaffold(type, parts, source!);
    expect(text).toContain(`type: '${type}'`);
    for (const clause of [
      'from',
      'where',
      'about',
      'explain',
      'asks',
      'blindTo',
      'falsePositives',
      'respond',
      'references',
      'fires',
      'quiet',
    ])
      expect(text).toMatch(new RegExp(`^ +${clause}: `, 'm'));
  },
);
