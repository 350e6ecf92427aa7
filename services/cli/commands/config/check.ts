import { counted } from '#services/model/numbers.ts';
import { command, CONFIG, QUIET } from '../../command.ts';

export default command({
  summary: 'Check the configuration; shows every mistake with its line and the likely correction',
  args: {
    file: { type: 'positional', required: false, description: 'The file to check, instead of --config' },
    ...CONFIG,
    ...QUIET,
  },
  examples: {
    'vedette config check': 'vedette.yaml in this folder, and the environment; exits with 2 if something is wrong',
    'vedette config check new.yaml && mv new.yaml vedette.yaml': 'Check a file before using it',
  },
  async run({ args, readConfig, terminal }) {
    const { file, settings, sinks, lists } = await readConfig({ VEDETTE_CONFIG: args.file });
    const sections = [
      settings.organization,
      ...Object.values({ ...settings.organizationalUnits, ...settings.accounts }),
    ];
    const detectors = new Set(sections.flatMap((section) => Object.keys(section))).size;
    terminal.talk(
      file === undefined
        ? 'There is no file; the environment is valid.'
        : `${file} is valid: it configures ${counted(detectors, 'detector')} and ${counted(Object.keys(sinks).length, 'sink')}, and names ${counted(lists.length, 'list')}.`,
    );
  },
});
