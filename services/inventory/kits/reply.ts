import { z } from 'zod';
import { isPlain } from '#services/sources/plain.ts';

/** Texts of AWS are shorter. */
const TEXT_MAX = 1024;

/** A text of a reply, or nothing where there is something else. */
export const text = z.string().min(1).max(TEXT_MAX).optional().catch(undefined);

/** Whatever it is. */
export const anything = z.unknown().optional();

/** An object of a reply, or one without members where there is something else. */
export function object<Shape extends z.core.$ZodShape>(shape: Shape) {
  return z.preprocess((value) => (isPlain(value) ? value : {}), z.object(shape));
}

/** A list of a reply, as each service writes lists in its own way; at most `max` of it. */
export function list<Item extends z.ZodType>(item: Item, max: number) {
  return z.preprocess((value) => listed(value).filter(isPlain).slice(0, max), z.array(item));
}

function listed(value: unknown): readonly unknown[] {
  const within = isPlain(value) ? (value['items'] ?? value['item'] ?? value['member']) : value;
  return Array.isArray(within) ? within : isPlain(within) ? [within] : [];
}

/** Tags, by whatever names a service calls their halves. */
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
