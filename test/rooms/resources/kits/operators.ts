/**
 * Operators, and whether a condition of theirs on a key that some callers lack lets in strangers: where its value names
 * somebody, and where it is `*` ("IAM JSON policy elements: Condition operators", "Single-valued vs. multivalued context
 * keys").
 */
export const OPERATORS = [
  { operator: 'StringEquals', named: false, any: false },
  { operator: 'StringEqualsIgnoreCase', named: false, any: false },
  { operator: 'StringLike', named: false, any: true },
  { operator: 'stringlike', named: false, any: true },
  { operator: 'ForAnyValue:StringEquals', named: false, any: false },
  { operator: 'ForAnyValue:StringLike', named: false, any: true },
  { operator: 'ForAllValues:StringEquals', named: true, any: true },
  { operator: 'ForAllValues:StringLike', named: true, any: true },
  { operator: 'StringEqualsIfExists', named: true, any: true },
  { operator: 'StringLikeIfExists', named: true, any: true },
  { operator: 'StringNotEquals', named: true, any: true },
  { operator: 'StringNotEqualsIgnoreCase', named: true, any: true },
  { operator: 'StringNotLike', named: true, any: true },
  { operator: 'StringNotEqualsIfExists', named: true, any: true },
  { operator: 'ForAllValues:StringNotEquals', named: true, any: true },
  { operator: 'ForAllValues:StringNotLike', named: true, any: true },
  { operator: 'ForAnyValue:StringNotEquals', named: true, any: true },
] as const;
