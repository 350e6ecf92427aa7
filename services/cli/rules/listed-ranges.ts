import { readFile } from 'node:fs/promises';
import { formatIpAddress } from '#services/intel/ip-address.ts';
import { parseList } from '#services/intel/parse-list.ts';
import { reasonOf } from '#services/model/sentence.ts';
import { UsageError } from '../usage-error.ts';

/**
 * The given criteria; `FIELD in @FILE` is replaced by the addresses in the file.
 *
 * @throws UsageError for a file that cannot be read completely: with a partial list nobody would know what the rule
 *   hides
 */
export async function withListedRanges(when: readonly string[]): Promise<readonly string[]> {
  const all = await Promise.all(
    when.map(async (text) => {
      const [, begins = '', file] = /^([\w.:/-]+? in )@(.+)$/s.exec(text) ?? [];
      return file === undefined ? [text] : (await rangesIn(file)).map((range) => `${begins}${range}`);
    }),
  );
  return all.flat();
}

async function rangesIn(file: string): Promise<readonly string[]> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new UsageError(`${file} cannot be read (${reasonOf(cause)}): check its path and permissions.`);
  });
  const ranges: string[] = [];
  let domains = 0;
  const { troubles } = parseList(
    bytes,
    {
      address: (address) => void ranges.push(formatIpAddress(address)),
      range: ({ text }) => void ranges.push(text),
      domain: () => void domains++,
    },
    Date.now(),
  );
  const [trouble] = troubles;
  if (trouble !== undefined)
    throw new UsageError(
      `${file}${trouble.position === undefined ? '' : `, line ${trouble.position}`}: ${trouble.message}`,
    );
  if (domains > 0) throw new UsageError(`${file} has domains: rules take only addresses and ranges.`);
  if (ranges.length === 0) throw new UsageError(`${file} has no entries.`);
  return ranges;
}
