import { NO_OU_ID, OU_ID } from '#services/model/account-ids.ts';
import { closest, didYouMean } from '#services/model/closest.ts';
import { UsageError } from './usage-error.ts';

/** @throws UsageError for text that is no account id */
export function accountId(text: string): string {
  if (/^\d{12}$/.test(text)) return text;
  throw new UsageError(`"${text}" is not an account id, which has twelve digits.`);
}

/** @throws UsageError for text that is no id of an organizational unit */
export function organizationalUnit(text: string): string {
  if (OU_ID.test(text)) return text;
  throw new UsageError(`"${text}" ${NO_OU_ID}.`);
}

const DIRECTIONS = ['central', 'north', 'south', 'east', 'west', 'northeast', 'northwest', 'southeast', 'southwest'];

/**
 * A Region's name consists of an area, a direction and a number. AWS adds Regions every year, so any name of this form
 * is accepted.
 *
 * @throws UsageError for text that cannot be a Region
 */
export function regionName(text: string): string {
  const [, area, direction = '', number] = /^([a-z]{2,4}(?:-[a-z]+)?)-([a-z]+)-(\d{1,2})$/.exec(text) ?? [];
  if (DIRECTIONS.includes(direction)) return text;
  const near = area === undefined ? undefined : closest(direction, DIRECTIONS);
  throw new UsageError(`"${text}" is not a Region such as eu-west-1.`, didYouMean(near && `${area}-${near}-${number}`));
}
