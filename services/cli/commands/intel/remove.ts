import { forget, intelFolder, keptNames, stateOf } from '#services/workers/adapters/kept-lists.ts';
import { noteListAct, toldList } from '#services/workers/adapters/list-acts.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { LOCAL } from '../../local.ts';
import { UsageError } from '../../usage-error.ts';

export default command({
  summary: 'Remove a list that was added',
  args: {
    name: { type: 'positional', required: true, description: 'The name, from intel list' },
    ...CONFIG,
    ...QUIET,
  },
  examples: { 'vedette intel remove incident-7': 'A running service notices within a minute' },
  async run({ args, readConfig, terminal }) {
    const { dataDir } = await readConfig();
    const known = keptNames(dataDir, 'own');
    if (!known.includes(args.name))
      throw new UsageError(`No added list is called "${args.name}". Added lists: ${known.join(', ') || 'none'}.`);
    const folder = intelFolder(dataDir, 'own', args.name);
    const before = toldList(stateOf(folder));
    noteListAct(dataDir, { ...LOCAL, what: 'list.removed', subject: args.name, ...(before && { before }) }, Date.now());
    forget(folder);
    terminal.talk(`${args.name} was removed.`);
  },
});
