import { BECAUSE, changeCommand } from '../../findings/change-command.ts';
import { UsageError } from '../../usage-error.ts';

export default changeCommand({
  summary: 'Say whether findings were useful',
  flags: {
    useful: { type: 'boolean', description: 'They were useful' },
    useless: { type: 'boolean', description: 'They were not useful' },
    ...BECAUSE,
  },
  done: 'judged',
  examples: { 'vedette findings judge 5ec1a0d4f0b24a7c9d3e6f7081920a1b --useless --because="A test"': 'One' },
  change({ useful, useless, because }) {
    if ((useful === true) === (useless === true)) throw new UsageError('Give --useful or --useless.');
    const feedback = useful === true ? 'USEFUL' : 'NOT_USEFUL';
    return { kind: 'judge', feedback, because: typeof because === 'string' ? because : null };
  },
});
