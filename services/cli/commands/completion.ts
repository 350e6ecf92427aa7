import assert from 'node:assert/strict';
import { COMMANDS } from '../command-index.ts';
import { command } from '../command.ts';
import { completableOf, SHELLS } from '../completion.ts';

export default command({
  summary: 'Print a completion script for your shell',
  args: { shell: { type: 'positional', required: true, description: [...SHELLS.keys()].join(', ') } },
  values: [...SHELLS.keys()],
  examples: {
    'source <(vedette completion bash)': 'In ~/.bashrc',
    'source <(vedette completion zsh)': 'In ~/.zshrc, after compinit',
    'vedette completion fish | source': 'In ~/.config/fish/config.fish',
  },
  async run({ args: { shell }, terminal }) {
    const script = SHELLS.get(shell);
    assert(script !== undefined, 'Only the names of shells are taken.');
    const commands = await Promise.all(
      COMMANDS.map(async ({ name, load }) => completableOf(name, (await load()).default)),
    );
    await terminal.outAll(script(commands));
  },
});
