import { closest } from '#services/model/closest.ts';
import { CONFIG_FILE } from '../../config/config-file.ts';
import { PROGRAM } from '../../config/program.ts';
import { fine, look, type Check } from './check.ts';

/**
 * Points out variables that nothing reads. Mistakes in the file or in a variable need no check: they end every command
 * before it begins.
 */
export const configuration: Check = {
  name: 'configuration',
  async run({ config, environment }) {
    const known = ['VEDETTE_CONFIG', ...[...PROGRAM.values()].flatMap((setting) => setting.environment)];
    const strange = Object.keys(environment).filter((name) => name.startsWith('VEDETTE_') && !known.includes(name));
    return [
      fine(
        config.file === undefined
          ? `There is no ${CONFIG_FILE}; only the environment is used.`
          : `${config.file} is valid.`,
      ),
      ...strange.toSorted().map((name) => {
        const near = closest(name, known);
        return look(`The environment variable ${name} is unknown${near ? `: did you mean ${near}?` : '; unset it.'}`);
      }),
    ];
  },
};
