import type { Column } from '#services/model/column.ts';
import type { RecordTable } from '#services/reader/record-table.ts';
import { FIXED } from '../columns.ts';
import { isPlain, parseJson } from '../plain.ts';

/** The column `blocked`. Only outputs that contain one of the words are parsed. */
export function blocked(table: RecordTable): Column<string> {
  const codes = Uint32Array.from({ length: table.rows }, (_, row) => {
    const output = table.part('output', row);
    return output !== undefined && WORDS.test(output) && isBlocked(parseJson(output)) ? YES : NO;
  });
  return { codes, limit: 3, generation: FIXED, value: (code) => VALUES[code] };
}

const NO = 1;
const YES = 2;
const VALUES = [undefined, 'false', 'true'];
const WORDS = /intervened|\\u/i;

/**
 * Whether a guardrail ended the call: `Converse` says so as the reason to stop, other operations in a member of their
 * own ("Use a guardrail with inference operations", Amazon Bedrock User Guide). A stream has it in one of its parts.
 * Models may answer with the same words, so only these members count.
 */
function isBlocked(output: unknown): boolean {
  const body = isPlain(output) ? output['outputBodyJson'] : undefined;
  return [body].flat().some((part) => {
    if (!isPlain(part)) return false;
    const stop = isPlain(part['messageStop']) ? part['messageStop'] : part;
    return stop['stopReason'] === 'guardrail_intervened' || part['amazon-bedrock-guardrailAction'] === 'INTERVENED';
  });
}
