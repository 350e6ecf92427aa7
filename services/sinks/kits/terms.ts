import { z } from 'zod';
import type { DeliveryTerms } from '#services/model/delivery.ts';
import { CASE_STATUSES, FEEDBACK } from '#services/model/disposition.ts';
import { FINDING_FILTERS, takesSeveral, type Filter } from '#services/model/finding-fields.ts';
import { SEVERITY_LABELS } from '#services/model/severity.ts';

/** What is set of every sink beside its own settings. */
interface TermSettings {
  readonly enabled: boolean;
  readonly only?: DeliveryTerms['only'];
  readonly except?: DeliveryTerms['except'];
}

/**
 * Which findings a sink is told of, by the fields that findings are filtered by everywhere.
 *
 * @param types of findings that there are: a filter that names another would keep a sink silent for good
 */
export function termSettings(types: readonly string[] | undefined): z.ZodObject & z.ZodType<TermSettings> {
  const filter = z.strictObject(
    Object.fromEntries(ASKED.map((each) => [each.name, schemaOf(each, types).exactOptional()])),
  );
  return z.strictObject({
    enabled: z.boolean().default(true).meta({
      description:
        'A sink is used wherever it can be. One that is off is ordered nothing, and what waits for it rests.',
    }),
    only: filter.exactOptional().meta({
      description: `The findings it is told of, by ${NAMES}. A finding that it was told of once, it is told of on.`,
    }),
    except: filter.exactOptional().meta({ description: 'The findings it is not told of, by the same fields.' }),
  });
}

/** A filter that a sink may have. */
interface Asked extends Filter {
  readonly holds: Exclude<Filter['holds'], 'moment' | 'flag'>;
}

const ASKED = FINDING_FILTERS.filter(isAsked);
const NAMES = new Intl.ListFormat('en').format(ASKED.map(({ name }) => name));

/**
 * A day that is written into a file is not what anybody means, what is archived a sink decides by itself, and who is below
 * a unit may not be told for a while: no sink may be silent for that.
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
const NO_ACCOUNT = 'is no account id: write its twelve digits in quotes';
const VALUES: Readonly<Record<Asked['holds'], z.ZodType>> = {
  text: TEXT,
  words: TEXT,
  maybeText: TEXT,
  region: TEXT,
  findingType: TEXT,
  accountId: z.string(NO_ACCOUNT).regex(/^\d{12}$/, NO_ACCOUNT),
  number: z.number(),
  status: z.enum(CASE_STATUSES),
  feedback: z.enum(FEEDBACK),
};
