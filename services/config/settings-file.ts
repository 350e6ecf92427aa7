import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { Failure } from '#services/model/failure.ts';
import type { PreparedChange, SettingsChange } from '#services/model/installation.ts';
import { sentenceOf } from '#services/model/sentence.ts';
import { checkConfigText, versionOf, type Declaring } from './config-file.ts';
import { editSettings } from './edit-settings.ts';

/** The text of the settings file; undefined: there is none. */
export function readSettingsText(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/**
 * Makes a change ready to be written: the file must be of the version that the change was made for, and right
 * afterwards, as a whole.
 *
 * @throws Failure `refused` with the reason in sentences
 */
export async function prepareChange(
  path: string,
  { version, ...change }: SettingsChange,
  declaring: Declaring,
): Promise<PreparedChange> {
  const text = textAt(path, version);
  const edited = editSettings(text, change);
  if (typeof edited === 'string') throw new Failure('refused', edited);
  const checked = await checkConfigText(path, edited.text, declaring);
  if (!('settings' in checked)) throw new Failure('refused', checked.map((line) => withoutPlace(line, path)).join(' '));
  return {
    before: edited.before,
    write() {
      // Both steps are synchronous, so nothing else in this process can change the file in between.
      textAt(path, version);
      orRefuse('The file cannot be written', () => replaceFile(path, edited.text));
    },
  };
}

function textAt(path: string, version: string): string {
  const bytes = orRefuse('The file cannot be read', () => (existsSync(path) ? readFileSync(path) : Buffer.alloc(0)));
  // Text in another encoding would be damaged.
  if (!isUtf8(bytes)) throw new Failure('refused', 'The file is not UTF-8: edit it by hand.');
  const text = bytes.toString();
  if (versionOf(text) !== version)
    throw new Failure('refused', 'The file has changed since it was loaded: reload, then change it again.');
  return text;
}

function orRefuse<Result>(trouble: string, act: () => Result): Result {
  try {
    return act();
  } catch (cause) {
    throw new Failure('refused', `${trouble}: ${sentenceOf(cause)}`, { cause });
  }
}

/** The mistake alone: lines and columns are those of a text that nobody sees. */
function withoutPlace(line: string, path: string): string {
  return line.replace(`${path}:`, '').replace(/^\d+:\d+: /, '');
}

/** Replaces the text of a file in one step: a reader sees the whole old text or the whole new one. */
function replaceFile(path: string, text: string): void {
  // If the path is a link, the link stays and its target is replaced.
  const target = existsSync(path) ? realpathSync(path) : path;
  const before = existsSync(target) ? statSync(target) : undefined;
  // A random name, because processes in containers may share a folder and a process id.
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}`);
  try {
    const file = openSync(temporary, 'wx', 0o600);
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    if (before !== undefined) {
      chownSync(temporary, before.uid, before.gid);
      chmodSync(temporary, before.mode);
    }
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
