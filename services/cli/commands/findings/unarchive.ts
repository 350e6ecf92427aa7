import { BECAUSE, changeCommand } from '../../findings/change-command.ts';

export default changeCommand({
  summary: 'Reopen archived or resolved findings',
  flags: BECAUSE,
  archived: true,
  done: 'brought back',
  examples: { 'vedette findings unarchive 5ec1a0d4f0b24a7c9d3e6f7081920a1b': 'One' },
  change: ({ because }) => ({ kind: 'decide', status: 'OPEN', because: typeof because === 'string' ? because : null }),
});
