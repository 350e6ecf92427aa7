import type { Parameters } from '#services/sources/cloudtrail/record.ts';
import { isGiven, member } from './parameters.ts';

/**
 * The value that `ModifyInstanceAttribute` gives an attribute, in either of its forms: a member by the attribute's
 * name, or `attribute` with a `value` ("ModifyInstanceAttribute"). Undefined where the call is about another attribute.
 */
export function attributeGiven(parameters: Parameters, name: string): unknown {
  const given = parameters[name] ?? (parameters['attribute'] === name ? parameters['value'] : undefined);
  const value = member(given, 'value') ?? given;
  return isGiven(value) ? value : undefined;
}
