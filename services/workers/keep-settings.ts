import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isFailure } from '#services/model/failure.ts';
import type { PreparedChange, SettingsChange, SettingsFile } from '#services/model/installation.ts';
import { sentenceOf } from '#services/model/sentence.ts';
import { seconds } from '#services/model/time.ts';
import { DECLARING, type Config } from '../config.ts';
import { CONFIG_FILE, versionOf } from '../config/config-file.ts';
import { PROGRAM } from '../config/program.ts';
import { prepareChange, readSettingsText } from '../config/settings-file.ts';
import type { Log } from '../log.ts';

export interface KeepSettingsParts {
  readonly log: Log;
  /** The configuration at the start. */
  readonly config: Config;
  /** Reads and checks the whole configuration again. */
  readonly read: () => Promise<Config>;
  /** Puts another configuration into force. */
  readonly replace: (config: Config) => Promise<void>;
}

/** Interval of glances. A glance costs little, and people wait for their changes to take effect. */
const LOOK_EVERY_MS = seconds(2);

/**
 * Follows the settings file of a running service. Settings of detectors and known principals take effect when the file
 * changes, all else needs a restart; a file with mistakes changes nothing.
 */
export class SettingsKeeper implements AsyncDisposable {
  readonly #parts: KeepSettingsParts;
  readonly #path: string;
  readonly #stopped = new AbortController();
  /** The looks, one after the other. */
  #looks: Promise<void> = Promise.resolve();
  #running: Promise<void> = Promise.resolve();
  /** The configuration in force. */
  #config: Config;
  /** The version of the file at the last look; undefined: it was not there. */
  #seen: string | undefined;
  /** The state of the file at the last glance. */
  #glimpsed = '';
  #mistakes: readonly string[] = [];
  #needsRestart: readonly string[] = [];

  constructor(parts: KeepSettingsParts) {
    const { file, fileVersion } = parts.config;
    this.#parts = parts;
    this.#config = parts.config;
    this.#path = file ?? resolve(CONFIG_FILE);
    this.#seen = file === undefined ? undefined : fileVersion;
  }

  /** Glances at the file every few seconds until disposed of. */
  follow(): this {
    this.#running = (async () => {
      const { signal } = this.#stopped;
      while (!signal.aborted) {
        await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
        await this.glance();
      }
    })();
    return this;
  }

  /**
   * Looks at the file only if it has not changed since the last glance: while an editor writes it, it may be empty, which
   * is valid.
   */
  async glance(): Promise<void> {
    const { ino, size, mtimeMs } = statSync(this.#path, { throwIfNoEntry: false }) ?? {};
    const now = `${ino} ${size} ${mtimeMs}`;
    if (now === this.#glimpsed) await this.look();
    this.#glimpsed = now;
  }

  get now(): SettingsFile {
    return {
      path: this.#path,
      version: this.#config.fileVersion,
      isWritable: this.#config.settingsFromConsole,
      mistakes: this.#mistakes,
      needsRestart: this.#needsRestart,
    };
  }

  /** @throws Failure `refused` when the change cannot be made */
  async prepare(change: SettingsChange): Promise<PreparedChange> {
    return prepareChange(this.#path, change, DECLARING);
  }

  /**
   * Applies the file if it has changed since the last look. A file with mistakes is reported and not read again until it
   * changes. After any other failure, the next look tries again.
   */
  async look(): Promise<void> {
    this.#looks = this.#looks.then(() => this.#look());
    return this.#looks;
  }

  async #look(): Promise<void> {
    const before = this.#seen;
    try {
      const text = readSettingsText(this.#path);
      this.#seen = text === undefined ? undefined : versionOf(text);
      if (this.#seen === before) return;
      if (text === undefined) this.#refuse([`${this.#path} is gone.`]);
      else await this.#takeUp(await this.#parts.read());
    } catch (error) {
      if (isFailure(error, 'config-invalid')) return this.#refuse(error.message.split('\n'));
      this.#refuse([sentenceOf(error)]);
      this.#seen = before;
    }
  }

  async #takeUp(next: Config): Promise<void> {
    const { config: atStart, log, replace } = this.#parts;
    const { file, fileVersion, settings, known } = next;
    const config = { ...this.#config, file, fileVersion, settings, known };
    if (isOther(config.settings, this.#config.settings) || isOther(config.known, this.#config.known))
      await replace(config);
    this.#config = config;
    this.#mistakes = [];
    this.#needsRestart = [...PROGRAM.keys(), 'lists', 'sinks'].filter((name) =>
      isOther(memberOf(next, name), memberOf(atStart, name)),
    );
    log.info('settings-replaced', { file, version: fileVersion, needsRestart: this.#needsRestart });
  }

  #refuse(mistakes: readonly string[]): void {
    if (!isOther(mistakes, this.#mistakes)) return;
    this.#mistakes = mistakes;
    this.#parts.log.error('settings-refused', { file: this.#path, mistakes });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped.abort();
    await this.#running;
    await this.#looks;
  }
}

function isOther(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) !== JSON.stringify(other);
}

function memberOf(config: Config, name: string): unknown {
  return new Map<string, unknown>(Object.entries(config)).get(name);
}
