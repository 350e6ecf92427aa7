import { z } from 'zod';
import { isPlain } from '#services/sources/plain.ts';

/** AWS's texts are shorter. */
const TEXT_MAX = 1024;

/** A text of a reply; undefined where it is anything else. */
export const text = z.string().min(1).max(TEXT_MAX).optional().catch(undefined);

/** Any value. */
export const anything = z.unknown().optional();

/** An object of a reply; without members where it is anything else. */
export function object<Shape extends z.core.$ZodShape>(shape: Shape) {
  return z.preprocess((value) => (isPlain(value) ? value : {}), z.object(shape));
}

/** A list of a reply, in each of the forms that services use; at most `max` items of it. */
export function list<Item extends z.ZodType>(item: Item, max: number) {
  return z.preprocess((value) => listed(value).filter(isPlain).slice(0, max), z.array(item));
}

function listed(value: unknown): readonly unknown[] {
  const within = isPlain(value) ? (value['items'] ?? value['item'] ?? value['member']) : value;
  return Array.isArray(within) ? within : isPlain(within) ? [within] : [];
}

/** Tags, under any of the names that services use for key and value. */
export const tags = z.preprocess(
  (value) =>
    listed(value)
      .filter(isPlain)
      .map((tag) => ({ key: tag['key'] ?? tag['Key'], value: tag['value'] ?? tag['Value'] ?? '' }))
      .filter(({ key, value: said }) => isShort(key) && isShort(said))
      .slice(0, TAGS_MAX),
  z.array(z.object({ key: z.string(), value: z.string() })),
);

function isShort(value: unknown): boolean {
  return typeof value === 'string' && value.length <= TEXT_MAX;
}

const TAGS_MAX = 50;
