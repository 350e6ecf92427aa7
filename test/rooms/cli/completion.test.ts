import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { SHELLS as SCRIPTS } from '#services/cli/completion.ts';
import { useFolder, vedette } from './run.ts';

const folder = useFolder();
const SHELLS = ['bash', 'zsh', 'fish'];
const script = (shell: string) => join(folder.path, shell);
const installed = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;

/** Makes a shell print what it offers at the end of the line, one word a line. */
const ASK: Readonly<Record<string, (line: string) => string>> = {
  // Bash hands its function the words of the line, with `=` as one of its own.
  bash(line) {
    const words = `${line.replaceAll('=', " '=' ")}${/[ =]$/.test(line) ? "''" : ''}`;
    return [
      `source ${script('bash')}; compopt() { :; }`,
      `COMP_WORDS=(${words}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))`,
      `_vedette; printf '%s\\n' "\${COMPREPLY[@]}"`,
    ].join('\n');
  },
  fish: (line) => `source ${script('fish')}; complete -C '${line}'`,
};

beforeAll(async () => {
  for (const shell of SHELLS) {
    writeFileSync(script(shell), (await vedette('completion', shell)).stdout);
  }
});

test.each(SHELLS.filter(installed))('%s takes its script', (shell) => {
  expect(readFileSync(script(shell), 'utf8')).toContain('vedette');
  expect(spawnSync(shell, ['-n', script(shell)], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
});

describe.each(Object.entries(ASK).filter(([shell]) => installed(shell)))('%s offers', (shell, ask) => {
  test.each([
    ['vedette sc', ['scan']],
    ['vedette audit ', ['list', 'verify']],
    ['vedette scan --fo', ['--format']],
    ['vedette findings list --format=g', ['guardduty']],
    ['vedette findings list --since=7d --form', ['--format']],
    ['vedette completion ', ['bash', 'fish', 'zsh']],
  ])('at %s', (line, offered) => {
    const { stdout } = spawnSync(shell, ['-c', ask(line)], { encoding: 'utf8' });
    const words = stdout.split('\n').map((word) => word.replace(/\t.*|=$/g, '').replace(/^--format=(?=.)/, ''));
    expect(words.filter((word) => word !== '').toSorted()).toEqual(offered);
  });
});

test('what the shells are told of a flag is what it is for, whether it takes a value, and which', () => {
  const zsh = readFileSync(script('zsh'), 'utf8');
  expect(zsh).toContain(
    String.raw`'--format=[Output\: a table, or JSON lines]:format:(table asff finding guardduty ocsf)'`,
  );
  expect(zsh).toMatch(/'\*--list=\[Addresses and domains to look for\\: [^']*\]:list:_files'/);
  expect(zsh).toMatch(/'--quiet\[[^']+\]' '--help\[Show options and examples\]' '\*:file:_files'/);
  expect(zsh).toContain(`'*:value:(bash zsh fish)'`);
  expect(zsh).toContain(`'findings:findings …'`);
  expect(zsh).toMatch(/' audit '\) next=\('list:[^']+' 'verify:[^']+'\); _describe command next ;;/);
  expect(zsh).toMatch(/' findings list '\*\) shift 2 words; \(\( CURRENT -= 2 \)\); _arguments /);
  const fish = readFileSync(script('fish'), 'utf8').split('\n');
  expect(fish).toContain(
    `complete -c vedette -n '__vedette_is scan' -l format -x -a 'table asff finding guardduty ocsf' -d 'Output: a table, or JSON lines'`,
  );
  expect(
    fish.filter((line) => line.startsWith(`complete -c vedette -n '__vedette_is scan' -l list -r -d 'Addr`)),
  ).toHaveLength(1);
  expect(
    fish.filter((line) => line.startsWith(`complete -c vedette -n '__vedette_is scan' -l quiet -d 'Print`)),
  ).toHaveLength(1);
});

/** Shells that are not installed cannot be run, but their scripts can be compared. */
test.each(SHELLS)('the script for %s is the same to the letter, whether it is installed or not', (shell) => {
  const commands = [
    { words: ['one'], summary: 'It’s one', values: [], flags: [flag('list', { repeatable: true })] },
    {
      words: ['two', 'now'],
      summary: "Two's",
      values: ['a', 'b'],
      flags: [flag('as', { values: ['x', 'y'] }), flag('quiet', { takesValue: false })],
    },
  ];
  const expected = readFileSync(new URL(`two-commands.${shell}`, import.meta.url), 'utf8');
  expect(SCRIPTS.get(shell)?.(commands).join('\n')).toBe(expected.trimEnd());
});

function flag(name: string, more: object) {
  return { name, description: `The [${name}]: x`, takesValue: true, values: [], repeatable: false, ...more };
}
