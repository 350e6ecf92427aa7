import { z } from 'zod';
import type { DeliveryTerms } from '#services/model/delivery.ts';
import { CASE_STATUSES, FEEDBACK } from '#services/model/disposition.ts';
import { FINDING_FILTERS, takesSeveral, type Filter } from '#services/model/finding-fields.ts';
import { SEVERITY_LABELS } from '#services/model/severity.ts';

/** Settings that every sink has besides its own. */
interface TermSettings {
  readonly enabled: boolean;
  readonly only?: DeliveryTerms['only'];
  readonly except?: DeliveryTerms['except'];
}

/**
 * The settings that select a sink's findings, by the fields that filter findings everywhere.
 *
 * @param types existing finding types: a filter with any other would silence a sink forever
 */
export function termSettings(types: readonly string[] | undefined): z.ZodObject & z.ZodType<TermSettings> {
  const filter = z.strictObject(
    Object.fromEntries(ASKED.map((each) => [each.name, schemaOf(each, types).exactOptional()])),
  );
  return z.strictObject({
    enabled: z.boolean().default(true).meta({
      description:
        'Every configured sink is used. While a sink is off, no deliveries are queued for it, and waiting ones pause.',
    }),
    only: filter.exactOptional().meta({
      description: `The findings it receives, by ${NAMES}. Once it has received a finding, it also receives all later changes.`,
    }),
    except: filter.exactOptional().meta({ description: 'The findings it does not receive, by the same fields.' }),
  });
}

/** A filter that a sink may have. */
interface Asked extends Filter {
  readonly holds: Exclude<Filter['holds'], 'moment' | 'flag'>;
}

const ASKED = FINDING_FILTERS.filter(isAsked);
const NAMES = new Intl.ListFormat('en').format(ASKED.map(({ name }) => name));

/**
 * Excludes filters that would silence a sink by mistake: nobody wants a fixed date in a file, sinks handle archived
 * findings themselves, and the accounts below a unit may be unknown for a while.
 */
function isAsked(filter: Filter): filter is Asked {
  return filter.holds !== 'moment' && filter.holds !== 'flag' && filter.keeps !== 'units';
}

function schemaOf({ holds, keeps }: Asked, types: readonly string[] | undefined): z.ZodType {
  if (keeps === 'known') return z.boolean();
  if (keeps === 'severities') return z.array(z.enum(SEVERITY_LABELS)).min(1);
  const value = holds === 'findingType' && types !== undefined ? z.enum(types) : VALUES[holds];
  return takesSeveral(keeps) ? z.array(value).min(1) : value;
}

const TEXT = z.string().min(1);
const NO_ACCOUNT = 'is not an account id: write its twelve digits in quotes';
const VALUES: Readonly<Record<Asked['holds'], z.ZodType>> = {
  text: TEXT,
  words: TEXT,
  maybeText: TEXT,
  texts: TEXT,
  region: TEXT,
  findingType: TEXT,
  accountId: z.string(NO_ACCOUNT).regex(/^\d{12}$/, NO_ACCOUNT),
  number: z.number(),
  status: z.enum(CASE_STATUSES),
  feedback: z.enum(FEEDBACK),
};
