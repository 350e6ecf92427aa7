import { changeCommand } from '../../findings/change-command.ts';
import { UsageError } from '../../usage-error.ts';

export default changeCommand({
  summary: 'Assign findings to somebody',
  flags: {
    to: { type: 'string', description: 'Who should handle them', valueHint: 'NAME' },
    nobody: { type: 'boolean', description: 'Remove the assignment' },
  },
  archived: false,
  done: 'assigned',
  examples: {
    'vedette findings assign 5ec1a0d4f0b24a7c9d3e6f7081920a1b --to=alice': 'To somebody',
    'vedette findings assign 5ec1a0d4f0b24a7c9d3e6f7081920a1b --nobody': 'To nobody',
  },
  change({ to, nobody }) {
    if ((typeof to === 'string') === (nobody === true)) throw new UsageError('Give --to=NAME or --nobody.');
    return { kind: 'assign', assignee: typeof to === 'string' ? to : null };
  },
});
