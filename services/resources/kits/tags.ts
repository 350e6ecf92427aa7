import { z } from 'zod';
import { line } from '#services/model/asff.ts';

const Tag = z
  .object({ key: z.string().describe('Its name.'), value: z.string().describe('What it says.') })
  .meta({ title: 'Tag', description: 'A tag.' });

export const Tags = z.array(Tag).optional().describe('As far as they are known.');

/** Tags of a resource in ASFF's form ("Resources" in the AWS Security Finding Format): by key, without empty values. */
export function asffTags(tags: readonly Readonly<z.infer<typeof Tag>>[] = []) {
  const told = tags.slice(0, TAGS_MAX).flatMap(({ key, value }) => {
    const name = line(key, 128);
    const text = line(value, 256);
    return name === undefined || text === undefined ? [] : [[name, text] as const];
  });
  return told.length === 0 ? {} : { Tags: Object.fromEntries(told) };
}

const TAGS_MAX = 50;
