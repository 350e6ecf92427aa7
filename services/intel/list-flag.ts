import { LIST_CATEGORIES, type ListCategory } from '#services/model/intel.ts';

/** `tor-exit=lists/exits.txt`, as `--list` takes it. */
export interface ListFlag {
  readonly category: ListCategory;
  readonly file: string;
}

/** @returns the flag's parts, or its mistake as a sentence */
export function parseListFlag(flag: string): ListFlag | string {
  const [, word = '', file = ''] = /^([^=]*)=(.*)$/s.exec(flag) ?? [];
  const category = LIST_CATEGORIES.find((known) => known === word);
  const expected = `expected CATEGORY=FILE, such as custom=lists/ours.txt, where CATEGORY is one of ${LIST_CATEGORIES.join(', ')}`;
  if (!flag.includes('=')) return `"${flag}" does not name the category of the list: ${expected}.`;
  if (category === undefined) return `"${word}" is not a list category: ${expected}.`;
  if (file === '') return `"${flag}" names no file: ${expected}.`;
  return { category, file };
}

/** A list's name, from the name of its file without folder, `.gz` and extension. */
export function listName(file: string): string {
  const base = file.split(/[\\/]/).at(-1) ?? file;
  return base.replace(/\.gz$/i, '').replace(/(?<=.)\.[A-Za-z]{1,10}$/, '') || base;
}
