/**
 * Text from logs and file names may hold what a terminal obeys or a reader cannot see: controls and their sequences, line
 * breaks, marks that turn the direction of writing, letters without width, halves of letters, towers of accents.
 */
const PLAIN = /^[\x20-\x7e]*$/;
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
const UNSEEN = /[\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]+/gu;
const TOWERS = /(\p{M}{4})\p{M}+/gu;
/** What JSON leaves as it is. Each stands alone: an escape takes the place of one. */
const RAW = /[\p{Cc}\p{Zl}\p{Zp}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;

/** The text as one line that only shows: what would break or steer it is a blank, what would hide in it is seen as `�`. */
export function inert(text: string): string {
  return PLAIN.test(text) ? text : text.replace(BREAKS, ' ').replace(UNSEEN, '�').replace(TOWERS, '$1');
}

/** JSON text, with what a terminal would obey or hide written as `\u` escapes: the same value to whoever parses it. */
export function inertJson(json: string): string {
  return PLAIN.test(json) ? json : json.replace(RAW, escaped);
}

function escaped(letter: string): string {
  let text = '';
  for (let i = 0; i < letter.length; i++) text += `\\u${letter.charCodeAt(i).toString(16).padStart(4, '0')}`;
  return text;
}

/** The text as a page shows it: what would steer it or hide in it is seen as the escapes that a program would write. */
export function spelled(text: string): string {
  return PLAIN.test(text) ? text : text.toWellFormed().replace(RAW, escaped).replace(TOWERS, '$1');
}
