import { z } from 'zod';
import type { ListReader } from './list-reader.ts';
import { parseEntry, rejectedEntry, withPort, type ListEntry } from './parse-entry.ts';

/** The members of an event of the "MISP core format" that name an address or a domain. */
const ATTRIBUTE = z.looseObject({
  type: z.string(),
  value: z.string(),
  to_ids: z.boolean().optional(),
  deleted: z.boolean().optional(),
});
const ATTRIBUTES = z.array(ATTRIBUTE).optional();
const EVENT = z.looseObject({
  Attribute: ATTRIBUTES,
  Object: z.array(z.looseObject({ Attribute: ATTRIBUTES, deleted: z.boolean().optional() })).optional(),
});
const WRAPPED = z.looseObject({ Event: EVENT });
const ALONE = z.looseObject({ Attribute: z.array(ATTRIBUTE) });
/** One event, as in a file, or several, as the API returns them. */
const DOCUMENT = z.union([
  WRAPPED.transform((one) => [one]),
  z.looseObject({ response: ALONE }).transform(({ response }) => [{ Event: { ...response, Object: undefined } }]),
  z.looseObject({ response: z.array(WRAPPED) }).transform(({ response }) => response),
  z.array(WRAPPED).min(1),
]);

/** Types of attributes that name an address or a domain, some with a second part after `|`. */
const NAMING = /^(?:ip-src|ip-dst|domain|hostname|url|uri)(?:\|(ip|port))?$/;

/**
 * Reads the addresses, domains and URLs of MISP events. Attributes that the author marked as mere context (`to_ids`)
 * are no entries.
 */
export function mispJsonReader(document: unknown): ListReader | undefined {
  const events = DOCUMENT.safeParse(document);
  if (!events.success) return undefined;
  return (take) => {
    for (const { Event } of events.data) {
      const objects = (Event.Object ?? []).filter(({ deleted }) => !deleted);
      const attributes = [...(Event.Attribute ?? []), ...objects.flatMap(({ Attribute }) => Attribute ?? [])];
      for (const attribute of attributes) {
        const second = NAMING.exec(attribute.type);
        if (second !== null && !attribute.deleted)
          take(undefined, attribute.value, entriesOf(attribute.value, second[1], attribute.to_ids));
      }
    }
    return undefined;
  };
}

function entriesOf(value: string, second: string | undefined, isMeant = true): readonly ListEntry[] {
  if (!isMeant) return [rejectedEntry('its author marked it as context only')];
  const [first = '', rest = ''] = value.split('|');
  if (second === 'port') return [withPort(parseEntry(first), rest)];
  return second === 'ip' ? [parseEntry(first), parseEntry(rest)] : [parseEntry(value)];
}
