import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadDetectors } from '#services/detectors.ts';
import { pathOf } from '#services/model/finding-type.ts';
import { firing } from '../scripts/generate/detector-docs.ts';
import { saidOf } from '../scripts/generate/said.ts';
import { openStories } from './example-run.ts';

/** Every example of every detector, told to all detectors at once. Nobody edits this: examples live with their detector. */

const detectors = await loadDetectors();
const tell = await openStories();

describe.each(detectors)('$type', ({ type, from, examples }) => {
  test.each(Object.entries(examples.fires))('fires: %s', (_name, make) => {
    const types = new Set(tell(from.source, make).findings.map((finding) => finding.type));
    expect([...types].toSorted()).toEqual([type, ...(make().also ?? [])].toSorted());
  });

  test.each(Object.entries(examples.quiet))('quiet: %s', (_name, make) => {
    const types = tell(from.source, make).findings.map((finding) => finding.type);
    expect(types).not.toContain(type);
  });

  test('is as bad, and in the words, as its page shows: `npm run generate` writes it, for reviewers to read', () => {
    const page = readFileSync(new URL(`../docs/detectors/${pathOf(type)}.md`, import.meta.url), 'utf8');
    for (const [name, make] of Object.entries(examples.fires))
      expect(page).toContain(`- ${firing(name, saidOf(tell(from.source, make).findings, type))}\n`);
  });

  test('says in whole sentences what happened', () => {
    for (const make of Object.values(examples.fires)) {
      for (const { description } of tell(from.source, make).findings.filter((finding) => finding.type === type)) {
        expect(description).toMatch(/^\S.*[^.]\.$/s);
        expect(description).not.toMatch(/undefined|NaN|\[object|  /);
      }
    }
  });
});
