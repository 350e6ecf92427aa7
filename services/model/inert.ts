/**
 * Text from logs and file names may hold characters that a terminal obeys or a reader cannot see: controls and their
 * sequences, line breaks, marks that turn the direction of writing, zero-width letters, halves of letters, stacks of
 * accents.
 */
const PLAIN = /^[\x20-\x7e]*$/;
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
const UNSEEN = /[\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]+/gu;
const TOWERS = /(\p{M}{4})\p{M}+/gu;
/** Characters that JSON does not escape. Each match is one character: one escape replaces it. */
const RAW = /[\p{Cc}\p{Zl}\p{Zp}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;

/**
 * The text as one harmless line: a blank replaces characters that would break or steer it, and `�` replaces hidden
 * ones.
 */
export function inert(text: string): string {
  return PLAIN.test(text) ? text : text.replace(BREAKS, ' ').replace(UNSEEN, '�').replace(TOWERS, '$1');
}

/**
 * JSON text, with characters that a terminal would obey or hide written as `\u` escapes: parsers read the same value.
 */
export function inertJson(json: string): string {
  return PLAIN.test(json) ? json : json.replace(RAW, escaped);
}

function escaped(letter: string): string {
  let text = '';
  for (let i = 0; i < letter.length; i++) text += `\\u${letter.charCodeAt(i).toString(16).padStart(4, '0')}`;
  return text;
}

/** The text for a page: characters that would steer it or hide in it become the escapes that a program would write. */
export function spelled(text: string): string {
  return PLAIN.test(text) ? text : text.toWellFormed().replace(RAW, escaped).replace(TOWERS, '$1');
}
