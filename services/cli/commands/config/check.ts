import { counted } from '#services/model/numbers.ts';
import { command, CONFIG, QUIET } from '../../command.ts';

export default command({
  summary: 'Is the configuration right? Every mistake with its line, and what was probably meant',
  args: {
    file: { type: 'positional', required: false, description: 'The file to check, instead of that of --config' },
    ...CONFIG,
    ...QUIET,
  },
  examples: {
    'vedette config check': 'vedette.yaml in this folder, and the environment; ends with 2 when something is wrong',
    'vedette config check new.yaml && mv new.yaml vedette.yaml': 'Before it is put to use',
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
        ? 'There is no file; the environment is right.'
        : `${file} is right: it sets ${counted(detectors, 'detector')} and ${counted(Object.keys(sinks).length, 'sink')}, and names ${counted(lists.length, 'list')}.`,
    );
  },
});
